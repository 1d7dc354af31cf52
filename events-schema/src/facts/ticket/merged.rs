use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::TicketId;
use crate::text::Paragraph;

/// It is the same issue as an earlier ticket, which goes on; this one ends here, and its history stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct TicketMerged {
    /// The earlier ticket.
    pub into: TicketId,
    /// How one knows.
    pub reason: Paragraph,
}

fact!(TicketMerged, "ticket.merged", 1);
