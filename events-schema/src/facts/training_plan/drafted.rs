use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::TrainingPlanId;

/// The training plan of a quarter was begun (P6.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingPlanDrafted {
    /// The quarter.
    pub plan: TrainingPlanId,
}

fact!(TrainingPlanDrafted, "training_plan.drafted", 1);
