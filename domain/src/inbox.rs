//! What a person has read of what he is told (P2.1.b, P3.2.a). Read is not acknowledged: that is a fact of the ticket.

mod commands;
mod read;

pub use commands::COMMANDS;
pub use read::{InboxRefusal, ReadInbox};

use events_schema::Entry;
use events_schema::facts::inbox::InboxFact;

use crate::command::Aggregate;

/// An inbox, as its reader left it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inbox {
    /// The number of the newest notification that was read.
    pub read_through: Option<u64>,
}

impl Aggregate for Inbox {
    type Fact = InboxFact;
    const COLLECTION: &'static str = "inboxes";

    fn evolve(&mut self, entry: &Entry<InboxFact>) {
        match &entry.fact {
            InboxFact::Read(fact) => self.read_through = self.read_through.max(Some(fact.through)),
        }
    }
}
