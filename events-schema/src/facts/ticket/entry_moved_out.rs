use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Replacement;
use crate::actor::Actor;
use crate::fact::{FactSet, fact};
use crate::ids::{EventId, TicketId};
use crate::personal::Personal;
use crate::text::Paragraph;
use crate::time::Timestamp;

/// An entry belongs to another ticket and counts there from now on. The history shows it here, folds skip it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct EntryMovedOut {
    /// The event that is moved.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub moved: EventId,
    /// The ticket that it belongs to.
    pub to: TicketId,
    /// What it says, as corrected. Whoever may not see it does not see that it was moved; a customer sees its type only.
    #[schemars(extend("x-visible" = ["customer"], "x-visible-with" = "fact-type"))]
    pub fact: Replacement,
    /// When it happened.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub happened_at: Timestamp,
    /// Who had recorded it.
    pub author: Actor,
    /// How it got here.
    pub reason: Paragraph,
}

fact!(EntryMovedOut, "ticket.entry_moved_out", 1, {
    fn personal(&mut self) -> Vec<(&'static str, &mut Personal)> {
        self.fact.0.personal()
    }
});
