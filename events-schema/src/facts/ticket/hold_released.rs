use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;

/// What the issue waited for is there (open point 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HoldReleased {
    /// The hold that ends.
    pub hold: EventId,
}

fact!(HoldReleased, "ticket.hold_released", 1);
