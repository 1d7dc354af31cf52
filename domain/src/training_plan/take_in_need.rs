use events_schema::facts::training_need::TrainingNeedAccepted;
use events_schema::facts::training_plan::{TrainingPlanDrafted, TrainingPlanFact, TrainingPlanItemAdded};
use events_schema::ids::TrainingNeedId;
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Item, ItemState, Stage, TrainingPlan};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Puts what was accepted to meet a need into the plan of the quarter, which it begins where nobody has (P6.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeInNeed {
    /// The need.
    pub need: TrainingNeedId,
    /// What was accepted.
    pub accepted: TrainingNeedAccepted,
}

impl Decide<TrainingPlan> for TakeInNeed {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.accepted.plan.stream())
    }

    fn decide(&self, state: &TrainingPlan, _: &Context<'_>) -> Result<Vec<TrainingPlanFact>, Refused> {
        let stands = |item: &Item| item.added.need == Some(self.need) && item.state != ItemState::Removed;
        if state.items.iter().any(stands) {
            return Ok(Vec::new());
        }
        let TrainingNeedAccepted { plan, course, trainees, due_at } = self.accepted.clone();
        let drafted = (state.stage == Stage::Undrafted).then(|| TrainingPlanDrafted { plan }.into());
        let added = TrainingPlanItemAdded { item: state.next_item(), course, trainees, due_at, need: Some(self.need) };
        Ok(drafted.into_iter().chain([added.into()]).collect())
    }
}
