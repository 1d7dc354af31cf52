use std::collections::BTreeSet;

use events_schema::facts::course::{CourseDefined, CourseKind};
use events_schema::facts::training_session::{Instructor, PlanItem, TrainingSessionFact, TrainingSessionPlanned};
use events_schema::ids::{CourseId, DepartmentId, PersonId, TrainingSessionId};
use events_schema::text::Line;
use events_schema::{CommandId, StreamName, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{MOST_DEPARTMENTS, MOST_PEOPLE, SessionRefusal, TrainingSession, check_length};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::training::{check_departments, check_people, course_in_use};

/// Plans a session of a course, within a department or across several (P6.1, P6.2). An exchange takes two departments at least, of
/// which one is a partner of the course and another one is none. What was held without a plan can be entered as far back as
/// anything else.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanSession {
    /// The course; the session keeps the version that is in use.
    pub course: CourseId,
    /// Who teaches.
    pub trainer: Instructor,
    /// Where.
    #[schemars(example = &"二号培训教室")]
    pub place: Line,
    /// When it begins.
    #[schemars(example = &"2100-01-01T00:00:00Z")]
    pub from: Timestamp,
    /// When it ends.
    #[schemars(example = &"2100-01-01T08:00:00Z")]
    pub until: Timestamp,
    /// The departments that are invited.
    #[serde(default)]
    pub departments: BTreeSet<DepartmentId>,
    /// The people who are invited.
    #[serde(default)]
    pub participants: BTreeSet<PersonId>,
    /// The item of a plan that it carries out.
    #[serde(default)]
    pub fulfils: Option<PlanItem>,
}

impl Decide<TrainingSession> for PlanSession {
    fn opens(&self, command: CommandId) -> Option<StreamName> {
        Some(TrainingSessionId::from_uuid(command.derive("training-session")).stream())
    }

    fn decide(&self, _: &TrainingSession, cx: &Context<'_>) -> Result<Vec<TrainingSessionFact>, Refused> {
        let course = course_in_use(&self.course, cx)?;
        check_people(self.trainer.person(), cx)?;
        check_length(self.from, self.until)?;
        let limit = cx.reference.open_values().backdating_limit;
        if self.from < cx.now - limit {
            return Err(SessionRefusal::TooLongAgo(limit).into());
        }
        if self.departments.is_empty() && self.participants.is_empty() {
            return Err(SessionRefusal::NobodyInvited.into());
        }
        if self.departments.len() > MOST_DEPARTMENTS || self.participants.len() > MOST_PEOPLE {
            return Err(SessionRefusal::TooMany.into());
        }
        check_departments(&self.departments, cx)?;
        check_people(&self.participants, cx)?;
        if self.trainer.person().is_some_and(|trainer| self.participants.contains(trainer)) {
            return Err(SessionRefusal::TrainerTakesPart.into());
        }
        self.check_exchange(course)?;
        Ok(vec![
            TrainingSessionPlanned {
                course: self.course.clone(),
                course_version: course.version,
                kind: course.kind,
                trainer: self.trainer.clone(),
                place: self.place.clone(),
                from: self.from,
                until: self.until,
                departments: self.departments.iter().cloned().collect(),
                participants: self.participants.iter().cloned().collect(),
                fulfils: self.fulfils,
            }
            .into(),
        ])
    }
}

impl PlanSession {
    /// An exchange has two sides (P6.2).
    fn check_exchange(&self, course: &CourseDefined) -> Result<(), SessionRefusal> {
        let is_partner = |department: &DepartmentId| course.partners.contains(department);
        let has_both = self.departments.iter().any(is_partner) && !self.departments.iter().all(is_partner);
        match course.kind {
            CourseKind::CrossDepartmentExchange if !has_both => {
                Err(SessionRefusal::NoExchange(course.partners.clone()))
            }
            CourseKind::CrossDepartmentExchange
            | CourseKind::EnginePrinciples
            | CourseKind::Repair
            | CourseKind::FaultDiagnosis
            | CourseKind::ServiceAttitude => Ok(()),
        }
    }
}
