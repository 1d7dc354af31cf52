use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;

/// The ticket was reopened: what was not final in this round lapses, and the next close begins another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HandlingResumed {
    /// The reopening.
    pub reopening: EventId,
}

fact!(HandlingResumed, "responsibility.handling_resumed", 1);
