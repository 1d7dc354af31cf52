//! The timeline of a ticket, read from its stream: over HTTP and on the command line alike.

use domain::Reference;
use domain::clocks::Marks;
use domain::reference::UnknownVersion;
use domain::timeline::{TimelineLine, timeline};
use domain::words::Language;
use event_store::{EventStore, ReadError};
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::TicketId;
use events_schema::{DecodeError, Entry, Envelope, Position, Revision, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::http::AsOf;

/// The timeline of a ticket.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Timeline {
    /// The ticket.
    pub ticket: TicketId,
    /// The language of its words.
    pub language: Language,
    /// The time up to which it shows facts and clocks.
    pub as_of: Timestamp,
    /// What happened, in the order in which it did, then the clocks that are open, the next due first.
    pub lines: Vec<TimelineLine>,
}

/// Why a timeline cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum TimelineError {
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event of the ticket cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The envelope of an event cannot be read.
    #[error("the envelope of an event cannot be read")]
    Envelope(#[from] serde_json::Error),
    /// A clock of the ticket is pinned to what is not there.
    #[error(transparent)]
    Unpinned(#[from] UnknownVersion),
}

/// How many events are read at once.
const PAGE: usize = 500;

/// All entries of a ticket up to a time.
pub struct History {
    ticket: TicketId,
    entries: Vec<Entry<TicketFact>>,
    marks: Marks,
    as_of: Timestamp,
}

impl History {
    /// Reads the ticket's stream; `None` if there is no such ticket.
    ///
    /// # Errors
    /// If the log, or an event in it, cannot be read.
    pub async fn read(
        store: &dyn EventStore,
        ticket: TicketId,
        as_of: Option<AsOf>,
        now: Timestamp,
    ) -> Result<Option<Self>, TimelineError> {
        let as_of_time = match as_of {
            None => now,
            Some(AsOf::Time(time)) => time.min(now),
            Some(AsOf::Position(position)) => recorded_at(store, position).await?.unwrap_or(now),
        };
        let mut history = Self { ticket, entries: Vec::new(), marks: Marks::default(), as_of: as_of_time };
        let mut from = Revision::FIRST;
        'pages: loop {
            let page = store.read_stream(&ticket.stream(), from, PAGE).await?;
            let Some(last) = page.last() else { break };
            from = last.revision.next();
            for event in &page {
                if let Some(as_of) = as_of
                    && !as_of.includes(event)?
                {
                    break 'pages;
                }
                let entry = Entry::decode(event)?;
                history.marks.apply(&entry);
                history.entries.push(entry);
            }
        }
        Ok((from != Revision::FIRST).then_some(history))
    }

    /// The timeline that it makes, with the clocks as they stand at its end.
    ///
    /// # Errors
    /// If a clock is pinned to a version that is not there.
    pub fn timeline(&self, reference: &Reference, language: Language) -> Result<Timeline, TimelineError> {
        let clocks = self.marks.clocks(self.as_of, reference)?;
        let lines = timeline(&self.entries, &clocks, self.as_of, language);
        Ok(Timeline { ticket: self.ticket, language, as_of: self.as_of, lines })
    }
}

/// When the event at a position was recorded; `None` behind the end of the log.
pub(crate) async fn recorded_at(
    store: &dyn EventStore,
    position: Position,
) -> Result<Option<Timestamp>, TimelineError> {
    let Some(event) = store.read_all(position, 1).await?.pop() else { return Ok(None) };
    let envelope: Envelope = serde_json::from_slice(&event.metadata)?;
    Ok(Some(envelope.recorded_at))
}
