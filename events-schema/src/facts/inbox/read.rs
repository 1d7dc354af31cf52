use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;

/// A person has read his inbox up to here. It says that he looked, and stops no clock: only an acknowledgement does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InboxRead {
    /// The number of the newest notification that he has read.
    pub through: u64,
}

fact!(InboxRead, "inbox.read", 1);
