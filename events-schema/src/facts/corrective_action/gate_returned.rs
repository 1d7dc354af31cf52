use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EightD;
use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// Another person than recorded it returned the answer to a gate (P7.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct ActionGateReturned {
    /// The gate.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub gate: EightD,
    /// The answer.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub answer: EventId,
    /// What is lacking.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"未分析流出原因")]
    pub reason: Paragraph,
}

fact!(ActionGateReturned, "corrective_action.gate_returned", 1);
