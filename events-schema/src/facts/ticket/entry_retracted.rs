use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// A recorded entry should not be there: it did not happen, or not on this ticket. The history shows both, folds skip it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct EntryRetracted {
    /// The event that is retracted.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub retracts: EventId,
    /// The type of the retracted event. Whoever may not see that event does not see its retraction either.
    #[serde(rename = "type")]
    #[schemars(extend("x-visible" = ["customer"], "x-visible-with" = "type"), example = &"ticket.note_added")]
    pub kind: String,
    /// Why it is retracted.
    pub reason: Paragraph,
}

fact!(EntryRetracted, "ticket.entry_retracted", 1);
