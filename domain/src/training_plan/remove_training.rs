use events_schema::facts::training_plan::{TrainingPlanFact, TrainingPlanItemRemoved};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{ItemState, PlanRefusal, TrainingPlan};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Takes a training out of a plan (P6.1). Then the plan waits for approval again, and the need that it was to meet for a decision.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveTraining {
    /// Its number.
    pub item: u32,
    /// Why.
    #[schemars(example = &"与第三季度课程合并")]
    pub reason: Paragraph,
}

impl Decide<TrainingPlan> for RemoveTraining {
    fn decide(&self, state: &TrainingPlan, _: &Context<'_>) -> Result<Vec<TrainingPlanFact>, Refused> {
        let item = state.item(self.item).ok_or(PlanRefusal::NoSuchItem(self.item))?;
        match item.state {
            ItemState::Planned => {}
            ItemState::Held { .. } => return Err(PlanRefusal::AlreadyHeld(self.item).into()),
            ItemState::Removed => return Ok(Vec::new()),
        }
        let (item, reason, need) = (self.item, self.reason.clone(), item.added.need);
        Ok(vec![TrainingPlanItemRemoved { item, reason, need }.into()])
    }
}
