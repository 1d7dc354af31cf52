use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::time::Timestamp;

/// A training of a plan was not held when it was due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingPlanItemBecameOverdue {
    /// Its number.
    pub item: u32,
    /// When it was due.
    pub due_at: Timestamp,
}

fact!(TrainingPlanItemBecameOverdue, "training_plan.item_became_overdue", 1);
