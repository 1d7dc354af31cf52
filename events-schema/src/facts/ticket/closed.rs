use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// The ticket was closed: the customer is satisfied and the handling result is recorded (P3.1.e).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct TicketClosed {
    /// The handling result (处理结果); absent only in imported history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub result: Option<Paragraph>,
    /// The version of the clock policy that was in force.
    pub policy_version: u32,
}

fact!(TicketClosed, "ticket.closed", 1);
