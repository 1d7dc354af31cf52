//! What happened, for process mining: as it was corrected, in the order in which it happened; or as it was recorded.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use events_schema::facts::ticket::{TicketFact, unpacked};
use events_schema::{Entry, Envelope, EventId, FactSet, Position, RecordedEvent, Revision, Timestamp};
use projections::history::History;
use serde_json::{Map, Value};

use super::{ExportError, UnknownFormat};

/// Which entries of a ticket are shown, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Entries {
    /// As they count: with corrected words and times, without those that were retracted or moved away. What keeps the record
    /// right (corrections, retractions, moves) is no step of the process and not there.
    #[default]
    Corrected,
    /// All events with the words and times with which they were recorded.
    Recorded,
}

impl Entries {
    const ALL: [Self; 2] = [Self::Corrected, Self::Recorded];

    const fn name(self) -> &'static str {
        match self {
            Self::Corrected => "corrected",
            Self::Recorded => "recorded",
        }
    }
}

impl fmt::Display for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Entries {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let named = Self::ALL.into_iter().find(|entries| entries.name() == text);
        named.ok_or_else(|| UnknownFormat::new(text, &Self::ALL.map(Self::name)))
    }
}

/// Something that happened.
pub(super) struct Happening {
    pub(super) id: EventId,
    pub(super) stream: events_schema::StreamName,
    pub(super) position: Position,
    pub(super) revision: Revision,
    /// When it happened.
    pub(super) at: Timestamp,
    pub(super) envelope: Envelope,
    pub(super) kind: Arc<str>,
    pub(super) version: u32,
    pub(super) data: Map<String, Value>,
}

impl Happening {
    /// An event as it was recorded.
    pub(super) fn recorded(event: &RecordedEvent) -> Result<Self, ExportError> {
        let unreadable = |source| ExportError::Envelope { position: event.position, source };
        let envelope: Envelope = serde_json::from_slice(&event.metadata).map_err(unreadable)?;
        Ok(Self {
            id: event.id,
            stream: event.stream.clone(),
            position: event.position,
            revision: event.revision,
            at: envelope.occurred_at,
            envelope,
            kind: Arc::clone(&event.kind),
            version: event.version,
            data: serde_json::from_slice(&event.data).map_err(unreadable)?,
        })
    }

    /// Says this instead.
    fn saying(self, fact: &TicketFact) -> Result<Self, ExportError> {
        let unreadable = |source| ExportError::Envelope { position: self.position, source };
        let data = fact.encode().and_then(|data| serde_json::from_slice(&data)).map_err(unreadable)?;
        Ok(Self { kind: fact.kind().into(), version: fact.version(), data, ..self })
    }
}

/// What happened to a ticket, in this order, given all its events; and each time the fact that says so.
pub(super) fn of_ticket(
    events: &[RecordedEvent],
    entries: Entries,
) -> Result<Vec<(Happening, TicketFact)>, ExportError> {
    let mut happened = match entries {
        Entries::Recorded => recorded(events)?,
        Entries::Corrected => corrected(events)?,
    };
    happened.sort_by_key(|(happening, _)| (happening.at, happening.revision));
    Ok(happened)
}

fn recorded(events: &[RecordedEvent]) -> Result<Vec<(Happening, TicketFact)>, ExportError> {
    events.iter().map(|event| Ok((Happening::recorded(event)?, Entry::decode(event)?.fact))).collect()
}

fn corrected(events: &[RecordedEvent]) -> Result<Vec<(Happening, TicketFact)>, ExportError> {
    let (mut history, mut originals) = (History::default(), HashMap::new());
    for event in events {
        let entry = Entry::<TicketFact>::decode(event)?;
        history.apply(&entry, |fact| Some(fact.clone()));
        originals.insert(event.id, (event, entry));
    }
    let mut happened = Vec::new();
    for kept in history.iter() {
        let Some((event, entry)) = originals.get(&kept.event) else { continue };
        let mut happening = Happening::recorded(event)?;
        if entry.fact != kept.is {
            happening = happening.saying(&kept.is)?;
        }
        happening.at = kept.at;
        // What was moved here was done by whoever had recorded it elsewhere.
        happening.envelope.actor = unpacked(entry).envelope.actor.clone();
        happened.push((happening, kept.is.clone()));
    }
    Ok(happened)
}
