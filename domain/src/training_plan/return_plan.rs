use events_schema::facts::training_plan::{TrainingPlanFact, TrainingPlanReturned};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Stage, TrainingPlan};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Does not approve a plan as it is, as somebody who had no hand in what changed (P6.1). Whoever changes it offers it again.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnTrainingPlan {
    /// Why.
    #[schemars(example = &"缺少与研发部门的交流")]
    pub reason: Paragraph,
}

impl Decide<TrainingPlan> for ReturnTrainingPlan {
    fn decide(&self, state: &TrainingPlan, cx: &Context<'_>) -> Result<Vec<TrainingPlanFact>, Refused> {
        if state.stage == Stage::Returned {
            return Ok(Vec::new());
        }
        state.to_be_decided(cx)?;
        Ok(vec![TrainingPlanReturned { reason: self.reason.clone() }.into()])
    }
}
