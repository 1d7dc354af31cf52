use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// A ticket was opened again: a closed one in a new episode (P3.1.e), a withdrawn one where it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct TicketReopened {
    /// Why; absent only in imported history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub reason: Option<Paragraph>,
}

fact!(TicketReopened, "ticket.reopened", 1);
