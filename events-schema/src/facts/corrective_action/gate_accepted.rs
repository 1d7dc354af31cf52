use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EightD;
use crate::fact::fact;
use crate::ids::EventId;

/// Another person than recorded it accepted the answer to a gate (P7.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct ActionGateAccepted {
    /// The gate.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub gate: EightD,
    /// The answer.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub answer: EventId,
}

fact!(ActionGateAccepted, "corrective_action.gate_accepted", 1);
