use events_schema::facts::training_need::{TrainingNeedDropped, TrainingNeedFact};
use events_schema::ids::TrainingPlanId;
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::TrainingNeed;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Notes that the item that was to meet a need was taken out of its plan: somebody has to decide again (P6.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteDropped {
    /// The plan.
    pub plan: TrainingPlanId,
    /// The item.
    pub item: u32,
    /// Why it was taken out.
    pub reason: Paragraph,
}

impl Decide<TrainingNeed> for NoteDropped {
    fn decide(&self, state: &TrainingNeed, _: &Context<'_>) -> Result<Vec<TrainingNeedFact>, Refused> {
        if !state.is_planned_in(self.plan) {
            return Ok(Vec::new());
        }
        Ok(vec![TrainingNeedDropped { plan: self.plan, item: self.item, reason: self.reason.clone() }.into()])
    }
}
