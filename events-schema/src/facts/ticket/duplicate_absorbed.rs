use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{EventId, TicketId};

/// A later ticket turned out to be about the same issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DuplicateAbsorbed {
    /// The later ticket.
    pub duplicate: TicketId,
    /// The event there that says so.
    pub merge: EventId,
}

fact!(DuplicateAbsorbed, "ticket.duplicate_absorbed", 1);
