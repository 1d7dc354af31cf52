use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Replacement, TicketFact};
use crate::actor::Actor;
use crate::fact::{Entry, FactSet, fact};
use crate::ids::{EventId, TicketId};
use crate::personal::Personal;

/// An entry was recorded on another ticket and belongs here: folds take it for what it says. Happened when the entry did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct EntryMovedIn {
    /// The ticket on which it was recorded.
    pub from: TicketId,
    /// The event there.
    pub moved: EventId,
    /// What it says. Whoever may not see it does not see that it was moved.
    #[schemars(extend("x-visible" = ["customer"], "x-visible-with" = "fact"))]
    pub fact: Replacement,
    /// Who had recorded it.
    pub author: Actor,
}

fact!(EntryMovedIn, "ticket.entry_moved_in", 1, {
    fn personal(&mut self) -> Vec<(&'static str, &mut Personal)> {
        self.fact.0.personal()
    }
});

/// An entry as folds take it: one that was moved here stands for what it says, by whoever had recorded it.
#[must_use]
pub fn unpacked(entry: &Entry<TicketFact>) -> Cow<'_, Entry<TicketFact>> {
    let TicketFact::EntryMovedIn(moved) = &entry.fact else { return Cow::Borrowed(entry) };
    let mut unpacked = Entry { fact: (*moved.fact.0).clone(), ..entry.clone() };
    unpacked.envelope.actor = moved.author.clone();
    Cow::Owned(unpacked)
}
