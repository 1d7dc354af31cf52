use events_schema::facts::training_plan::{TrainingPlanDrafted, TrainingPlanFact};
use events_schema::ids::TrainingPlanId;
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Stage, TrainingPlan};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::training::check_quarter;

/// Begins the training plan of a quarter that is not over (P6.1; open point 12). There is one of each.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftTrainingPlan {
    /// The quarter.
    #[schemars(example = &"2099-Q4")]
    pub plan: TrainingPlanId,
}

impl Decide<TrainingPlan> for DraftTrainingPlan {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.plan.stream())
    }

    fn decide(&self, state: &TrainingPlan, cx: &Context<'_>) -> Result<Vec<TrainingPlanFact>, Refused> {
        if state.stage != Stage::Undrafted {
            return Ok(Vec::new());
        }
        check_quarter(self.plan, cx)?;
        Ok(vec![TrainingPlanDrafted { plan: self.plan }.into()])
    }
}
