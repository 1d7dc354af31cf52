use events_schema::facts::training_plan::{TrainingPlanApproved, TrainingPlanFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{ItemState, PlanRefusal, Stage, TrainingPlan};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Approves a plan as it is, as management or the head of after-sales, and as somebody who had no hand in what changed (P6.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveTrainingPlan {}

impl Decide<TrainingPlan> for ApproveTrainingPlan {
    fn decide(&self, state: &TrainingPlan, cx: &Context<'_>) -> Result<Vec<TrainingPlanFact>, Refused> {
        if state.stage == Stage::Approved {
            return Ok(Vec::new());
        }
        state.to_be_decided(cx)?;
        let stands = state.items.iter().filter(|item| item.state != ItemState::Removed);
        let items: Vec<u32> = stands.map(|item| item.added.item).collect();
        if items.is_empty() {
            return Err(PlanRefusal::Empty.into());
        }
        Ok(vec![TrainingPlanApproved { items }.into()])
    }
}
