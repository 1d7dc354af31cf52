use events_schema::Timestamp;
use events_schema::facts::training_need::{Trainees, TrainingNeedAccepted, TrainingNeedFact};
use events_schema::ids::{CourseId, TrainingPlanId};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{NeedRefusal, Stage, TrainingNeed};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::training::{check_due, check_trainees, course_in_use};

/// Accepts a need, as somebody else than who proposed it: it becomes an item of a quarter's plan (P6.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptNeed {
    /// Of which plan.
    #[schemars(example = &"2099-Q4")]
    pub plan: TrainingPlanId,
    /// The course that is to meet it; as proposed if absent.
    #[serde(default)]
    pub course: Option<CourseId>,
    /// Who is to be trained; as proposed if absent.
    #[serde(default)]
    pub trainees: Option<Trainees>,
    /// Until when, within the quarter.
    #[schemars(example = &"2099-12-01T00:00:00Z")]
    pub due_at: Timestamp,
}

impl Decide<TrainingNeed> for AcceptNeed {
    fn decide(&self, state: &TrainingNeed, cx: &Context<'_>) -> Result<Vec<TrainingNeedFact>, Refused> {
        if state.stage == Stage::Accepted && state.is_planned_in(self.plan) {
            return Ok(Vec::new());
        }
        let proposed = state.to_be_decided(cx)?;
        let course = self.course.clone().or_else(|| proposed.course.clone()).ok_or(NeedRefusal::NoCourse)?;
        course_in_use(&course, cx)?;
        let trainees = self.trainees.as_ref().unwrap_or(&proposed.trainees).clone();
        check_trainees(&trainees, cx)?;
        check_due(self.plan, self.due_at, cx)?;
        Ok(vec![TrainingNeedAccepted { plan: self.plan, course, trainees, due_at: self.due_at }.into()])
    }
}
