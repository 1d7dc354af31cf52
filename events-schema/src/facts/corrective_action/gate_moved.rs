use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EightD;
use crate::fact::fact;
use crate::text::Paragraph;
use crate::time::Timestamp;

/// A gate is due at another time (P7.2); that it was overdue before stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct ActionGateMoved {
    /// The gate.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub gate: EightD,
    /// Until when it is to be answered.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub due_at: Timestamp,
    /// Why.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub reason: Paragraph,
}

fact!(ActionGateMoved, "corrective_action.gate_moved", 1);
