use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;

/// Nobody objected in time: the determination counts from now on (open point 10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeterminationBecameFinal {
    /// The determination.
    pub determination: EventId,
}

fact!(DeterminationBecameFinal, "responsibility.became_final", 1);
