use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{EventId, TicketId};
use crate::time::Timestamp;

/// Handling ended, and with it the time began in which responsibility is determined (P4.2.a). Another close of the same ticket
/// begins another round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResponsibilityOpened {
    /// The ticket.
    pub ticket: TicketId,
    /// The close that began it; absent where somebody opened it for a ticket that was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<EventId>,
    /// When handling ended.
    pub closed_at: Timestamp,
}

fact!(ResponsibilityOpened, "responsibility.opened", 1);
