use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::sla_policy::HoldReason;
use crate::text::Paragraph;
use crate::time::Timestamp;

/// The issue has to wait. Which clocks stand still by it says the policy (open point 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HoldPlaced {
    /// For what.
    pub reason: HoldReason,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Paragraph>,
    /// Until when, as far as anybody can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_until: Option<Timestamp>,
}

fact!(HoldPlaced, "ticket.hold_placed", 1);
