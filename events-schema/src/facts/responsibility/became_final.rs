use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::time::Timestamp;

/// Nobody objected in time: what was determined, or concluded about others than before, counts from now on (open point 10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeterminationBecameFinal {
    /// The determination, or the conclusion that named others.
    pub determination: EventId,
    /// Since when it counts: the end of the period, however late that was recorded.
    pub since: Timestamp,
}

fact!(DeterminationBecameFinal, "responsibility.became_final", 1);
