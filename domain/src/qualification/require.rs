use events_schema::facts::qualification::{QualificationFact, QualificationRequired};
use events_schema::ids::{CourseId, PersonId, QualificationId};
use events_schema::text::Paragraph;
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Qualification, QualificationRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::training::{check_people, course_in_use};

/// Requires somebody to pass a course (P6.3). Whoever has passed the version that is in use has done so; whoever was let off, or has
/// passed an earlier version, begins anew.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequireQualification {
    /// Who.
    pub person: PersonId,
    /// Which course.
    pub course: CourseId,
    /// Why.
    #[schemars(example = &"调入燃油系统小组")]
    pub reason: Paragraph,
}

impl Decide<Qualification> for RequireQualification {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(QualificationId::of(&self.person, &self.course).stream())
    }

    fn decide(&self, state: &Qualification, cx: &Context<'_>) -> Result<Vec<QualificationFact>, Refused> {
        check_people([&self.person], cx)?;
        let course = course_in_use(&self.course, cx)?;
        match state.stage {
            Stage::Unknown | Stage::Decided => {}
            Stage::Passed if state.round.as_ref().is_none_or(|round| round.course_version < course.version) => {}
            Stage::Passed => return Err(QualificationRefusal::AlreadyPassed.into()),
            Stage::TrainingDue | Stage::AssessmentDue | Stage::RetakeDue | Stage::RepeatDue | Stage::Lapsed => {
                return Ok(Vec::new());
            }
        }
        let (person, course, reason) = (self.person.clone(), self.course.clone(), self.reason.clone());
        Ok(vec![QualificationRequired { person, course, reason }.into()])
    }
}
