use std::collections::BTreeSet;

use events_schema::facts::course::{CourseDefined, CourseFact, CourseKind, Evaluation};
use events_schema::ids::{CourseId, DepartmentId};
use events_schema::text::Line;
use events_schema::{CommandId, Duration, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Course, CourseRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Defines a course, or another version of it, or takes it back into use (P6.1). Whatever is planned already keeps its version.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefineCourse {
    /// The code of the course.
    pub course: CourseId,
    /// What people call it.
    #[schemars(example = &"高压共轨燃油系统故障诊断")]
    pub title: Line,
    /// Of which kind it is.
    pub kind: CourseKind,
    /// What is taught, in this order.
    pub content: Vec<Line>,
    /// By what one sees who has learnt it (P6.3). An exchange may go without.
    pub evaluation: Evaluation,
    /// The departments with which an exchange is held, such as production and R&D (P6.2); of no other kind.
    #[serde(default)]
    #[schemars(extend("examples" = [[]]))]
    pub partners: BTreeSet<DepartmentId>,
    /// The failure codes whose frequency it is to bring down: by them its effect is told.
    #[serde(default)]
    #[schemars(extend("examples" = [["FUEL-017"]]))]
    pub failure_codes: BTreeSet<Line>,
    /// How long a pass holds, at least a day; for good if absent.
    #[serde(default)]
    #[schemars(example = &"PT8760H")]
    pub valid_for: Option<Duration>,
}

/// The most entries of a list.
const MOST: usize = 50;

/// What holds shorter is none.
const SHORTEST: Duration = Duration::from_hours(24);

impl Decide<Course> for DefineCourse {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.course.stream())
    }

    fn decide(&self, state: &Course, cx: &Context<'_>) -> Result<Vec<CourseFact>, Refused> {
        if self.content.is_empty() {
            return Err(CourseRefusal::NoContent.into());
        }
        if [self.content.len(), self.partners.len(), self.failure_codes.len()].into_iter().any(|length| length > MOST) {
            return Err(CourseRefusal::TooMuch.into());
        }
        self.check_evaluation()?;
        self.check_partners(cx)?;
        if self.valid_for.is_some_and(|valid_for| valid_for < SHORTEST) {
            return Err(CourseRefusal::ValidForNothing.into());
        }
        let defined = CourseDefined {
            version: state.latest().map_or(0, |latest| latest.version) + 1,
            title: self.title.clone(),
            kind: self.kind,
            content: self.content.clone(),
            evaluation: self.evaluation.clone(),
            partners: self.partners.iter().cloned().collect(),
            failure_codes: self.failure_codes.iter().cloned().collect(),
            valid_for: self.valid_for,
        };
        let says_the_same = |now: &CourseDefined| CourseDefined { version: now.version, ..defined.clone() } == *now;
        if state.in_use().is_some_and(says_the_same) { Ok(Vec::new()) } else { Ok(vec![defined.into()]) }
    }
}

impl DefineCourse {
    fn check_evaluation(&self) -> Result<(), CourseRefusal> {
        let assessments = match &self.evaluation {
            Evaluation::NotAssessed { .. } if self.kind == CourseKind::CrossDepartmentExchange => return Ok(()),
            Evaluation::NotAssessed { .. } => return Err(CourseRefusal::NotAssessed),
            Evaluation::Assessed { assessments } => assessments,
        };
        if assessments.is_empty() {
            return Err(CourseRefusal::NotAssessed);
        }
        let mut methods = BTreeSet::new();
        if let Some(twice) = assessments.iter().find(|assessment| !methods.insert(assessment.method())) {
            return Err(CourseRefusal::MethodTwice(twice.method()));
        }
        match assessments.iter().find(|assessment| !assessment.is_sensible()) {
            Some(wrong) => Err(CourseRefusal::CannotBePassedOrFailed(wrong.method())),
            None => Ok(()),
        }
    }

    fn check_partners(&self, cx: &Context<'_>) -> Result<(), CourseRefusal> {
        let is_exchange = self.kind == CourseKind::CrossDepartmentExchange;
        if is_exchange == self.partners.is_empty() {
            return Err(if is_exchange { CourseRefusal::NoPartner } else { CourseRefusal::PartnersOfNoExchange });
        }
        match self.partners.iter().find(|partner| cx.reference.active_department(partner).is_none()) {
            Some(unknown) => Err(CourseRefusal::UnknownPartner(unknown.clone())),
            None => Ok(()),
        }
    }
}
