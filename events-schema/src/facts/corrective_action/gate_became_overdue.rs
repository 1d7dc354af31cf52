use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EightD;
use crate::fact::fact;
use crate::time::Timestamp;

/// A gate was not answered when it was due (P7.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct ActionGateBecameOverdue {
    /// The gate.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub gate: EightD,
    /// When it was due.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub due_at: Timestamp,
}

fact!(ActionGateBecameOverdue, "corrective_action.gate_became_overdue", 1);
