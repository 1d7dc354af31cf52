use events_schema::facts::training_need::{
    FrequentCause, NeedSource, Trainees, TrainingNeedFact, TrainingNeedProposed,
};
use events_schema::ids::{CourseId, TrainingNeedId};
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Stage, TrainingNeed};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::training::check_trainees;

/// Proposes that those be trained who met a confirmed cause often (P6.1), once for each period. Where a course is about that
/// cause, it names it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeFromIssues {
    /// What they met.
    pub cause: FrequentCause,
}

impl Decide<TrainingNeed> for ProposeFromIssues {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        let FrequentCause { period, department, group, failure_code, .. } = &self.cause;
        let found = TrainingNeedId::found(*period, department.as_ref(), group.as_ref(), failure_code.as_str());
        Some(found.stream())
    }

    fn decide(&self, state: &TrainingNeed, cx: &Context<'_>) -> Result<Vec<TrainingNeedFact>, Refused> {
        let trainees = self.trainees();
        // A group that was dissolved meanwhile learns nothing any more.
        if state.stage != Stage::Unproposed || check_trainees(&trainees, cx).is_err() {
            return Ok(Vec::new());
        }
        let (source, course) = (NeedSource::Issues { cause: self.cause.clone() }, self.course(cx));
        Ok(vec![TrainingNeedProposed { source, trainees, course }.into()])
    }
}

impl ProposeFromIssues {
    /// The group, where one met it, or else the department.
    fn trainees(&self) -> Trainees {
        let groups = self.cause.group.iter().cloned().collect();
        let department = self.cause.department.iter().filter(|_| self.cause.group.is_none());
        Trainees { departments: department.cloned().collect(), groups, ..Trainees::default() }
    }

    /// The first course in use that is about the cause.
    fn course(&self, cx: &Context<'_>) -> Option<CourseId> {
        let about = cx.reference.courses().filter(|(_, course)| {
            course.in_use().is_some_and(|course| course.failure_codes.contains(&self.cause.failure_code))
        });
        about.map(|(id, _)| id).min().cloned()
    }
}
