use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// A reward or a penalty was withdrawn, because what it rested on no longer holds (open point 11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct StandingConsequenceWithdrawn {
    /// The event that recorded it.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub of: EventId,
    /// Why.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"责任认定已更正")]
    pub reason: Paragraph,
}

fact!(StandingConsequenceWithdrawn, "supplier_standing.consequence_withdrawn", 1);
