//! A ticket's history as corrected, reduced to what a view needs of it.

use events_schema::facts::ticket::{TicketFact, unpacked};
use events_schema::{Entry, EventId, Revision, Timestamp};
use serde::{Deserialize, Serialize};

/// The pieces that a view keeps of a ticket's facts, in the order of recording.
///
/// A view cannot fold facts away as they come: a retraction brings back what was before the retracted one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct History<T>(Vec<Kept<T>>);

/// What is kept of one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept<T> {
    /// The event.
    pub event: EventId,
    /// When it happened, as corrected.
    pub at: Timestamp,
    /// What it says, as corrected.
    pub is: T,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> History<T> {
    /// Takes in an entry. `keep` says what the view needs of a fact.
    ///
    /// Says whether anything changed.
    pub fn apply(&mut self, entry: &Entry<TicketFact>, keep: impl Fn(&TicketFact) -> Option<T>) -> bool {
        let entry = unpacked(entry);
        match (&entry.fact, entry.fact.removes()) {
            (TicketFact::EntryCorrected(correction), _) => {
                let Some(kept) = self.0.iter_mut().find(|kept| kept.event == correction.corrects) else { return false };
                if let Some(is) = keep(&correction.replacement.0) {
                    kept.is = is;
                }
                kept.at = correction.happened_at.unwrap_or(kept.at);
                true
            }
            (_, Some(removed)) => {
                let before = self.0.len();
                self.0.retain(|kept| kept.event != removed);
                self.0.len() < before
            }
            (fact, None) => {
                let Some(is) = keep(fact) else { return false };
                self.0.push(Kept { event: entry.id, at: entry.envelope.occurred_at, is });
                true
            }
        }
    }

    /// How many pieces are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is kept, in the order of recording.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Kept<T>> {
        self.0.iter()
    }
}

/// The last entry of a stream, whatever it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// Its place in the stream.
    pub revision: Revision,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl Last {
    /// The place and time of an entry.
    #[must_use]
    pub fn of<F>(entry: &Entry<F>) -> Self {
        Self { revision: entry.revision, recorded_at: entry.envelope.recorded_at }
    }
}
