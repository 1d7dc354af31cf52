use events_schema::facts::training_need::{TrainingNeedFact, TrainingNeedMet};
use events_schema::ids::{TrainingPlanId, TrainingSessionId};
use schemars::JsonSchema;
use serde::Deserialize;

use super::TrainingNeed;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Notes that what was planned for a need was held (P6.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteMet {
    /// The plan.
    pub plan: TrainingPlanId,
    /// The item.
    pub item: u32,
    /// The session.
    pub session: TrainingSessionId,
}

impl Decide<TrainingNeed> for NoteMet {
    fn decide(&self, state: &TrainingNeed, _: &Context<'_>) -> Result<Vec<TrainingNeedFact>, Refused> {
        if !state.is_planned_in(self.plan) {
            return Ok(Vec::new());
        }
        Ok(vec![TrainingNeedMet { plan: self.plan, item: self.item, session: self.session }.into()])
    }
}
