use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;

/// Somebody who had no hand in it approved a plan as it is. What changes later has to be approved again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingPlanApproved {
    /// The items that it has, by their numbers.
    pub items: Vec<u32>,
}

fact!(TrainingPlanApproved, "training_plan.approved", 1);
