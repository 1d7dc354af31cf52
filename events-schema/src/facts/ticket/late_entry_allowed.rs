use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::PersonId;
use crate::text::Paragraph;
use crate::time::Timestamp;

/// A second person allowed somebody to enter what happened longer ago than one may enter alone (open point 8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LateEntryAllowed {
    /// Who may enter it.
    pub person: PersonId,
    /// How far back.
    pub back_to: Timestamp,
    /// Until when he has to have entered it.
    pub until: Timestamp,
    /// Why it comes so late.
    pub reason: Paragraph,
}

fact!(LateEntryAllowed, "ticket.late_entry_allowed", 1);
