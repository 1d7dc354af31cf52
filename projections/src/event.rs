//! What a fold is given: a recorded event, decoded once.

use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{NotAnId, TicketId};
use events_schema::{DecodeError, Entry, FactSet, RecordedEvent};

/// An event of one of the streams that read models are folded from.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Something happened to a ticket.
    Ticket(TicketId, Entry<TicketFact>),
}

/// Why an event cannot be folded. It stops the read models that want it, for what is not understood is never skipped.
#[derive(Debug, thiserror::Error)]
pub enum Poison {
    /// Its type, its version or its bytes are not known.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The stream's key is not an id of its category.
    #[error("the key of its stream cannot be read")]
    Key(#[from] NotAnId),
}

impl Event {
    /// Decodes an event; `None` if no read model is folded from streams of this category.
    ///
    /// # Errors
    /// If it belongs to such a stream and cannot be read.
    pub fn decode(recorded: &RecordedEvent) -> Result<Option<Self>, Poison> {
        match recorded.stream.category() {
            TicketFact::CATEGORY => Ok(Some(Self::Ticket(recorded.stream.key().parse()?, Entry::decode(recorded)?))),
            _ => Ok(None),
        }
    }
}
