use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// A superior closed the ticket because the customer could not be reached on three different days (`policy.md`, open point 5). It is counted apart and never as satisfied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct TicketClosedUnconfirmed {
    /// The handling result (处理结果).
    #[schemars(extend("x-visible" = ["customer"]))]
    pub result: Paragraph,
    /// The version of the clock policy that was in force.
    pub policy_version: u32,
}

fact!(TicketClosedUnconfirmed, "ticket.closed_unconfirmed", 1);
