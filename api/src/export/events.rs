//! The log as a table: a row for each event, as it was recorded.

use std::sync::LazyLock;

use event_store::StoreId;
use events_schema::{Envelope, Origin, Position, RecordedEvent};
use projections::ColumnKind::{self, Json, Text};
use projections::PublishedColumn;
use projections::sql::EVENTS;
use serde::Serialize;
use serde_json::Value;

use super::ExportError;
use super::log::Log;
use super::table::{Cell, Label, Sink};

/// What is exported beside the columns of the published view: whatever is needed to check the hashes.
const BEYOND: [PublishedColumn; 5] = [
    column("import_run", Text, "the run of the import that brought it"),
    column("unproven", Json, "the gates of the policy that the source of an import does not prove"),
    column("hash", Text, "SHA-256 over everything that is stored of it"),
    column("previous", Text, "the hash of the event before in the same stream"),
    column("envelope", Json, "the envelope, byte for byte as it is stored and as it enters the hash"),
];

const fn column(name: &'static str, kind: ColumnKind, about: &'static str) -> PublishedColumn {
    PublishedColumn { name, kind, about }
}

/// The columns.
pub(super) static COLUMNS: LazyLock<Vec<PublishedColumn>> = LazyLock::new(|| {
    let columns = EVENTS.columns.iter().chain(&BEYOND);
    columns.map(|known| column(known.name, known.kind, known.about)).collect()
});

/// Rises when columns go, or change their type or meaning.
pub(super) const SCHEMA_VERSION: u32 = 2;

/// Writes all events from a position on.
pub(super) fn write(log: &Log, since: Position, mut sink: Box<dyn Sink + '_>) -> Result<(), ExportError> {
    log.pages(since, |page| {
        page.iter().try_for_each(|event| sink.row(&Read::new(event)?.row()))?;
        log.done(page.len())
    })?;
    sink.finish(&label(log.id(), since, log.end()))
}

pub(super) fn label(store: StoreId, from: Position, position: Position) -> Label {
    Label { table: EVENTS.name, schema_version: SCHEMA_VERSION, store, from, position }
}

/// An event and its envelope.
pub(super) struct Read<'a> {
    event: &'a RecordedEvent,
    pub(super) envelope: Envelope,
}

impl<'a> Read<'a> {
    pub(super) fn new(event: &'a RecordedEvent) -> Result<Self, ExportError> {
        let unreadable = |source| ExportError::Envelope { position: event.position, source };
        Ok(Self { event, envelope: serde_json::from_slice(&event.metadata).map_err(unreadable)? })
    }

    pub(super) fn row(&self) -> [Cell<'_>; 25] {
        // In the order of the columns; a test compares them with the published view.
        let Self { event, envelope } = self;
        let actor = &envelope.actor;
        let (run, unproven) = match &envelope.origin {
            Origin::Import { run, unproven } => (Cell::shown(run), json(unproven)),
            Origin::Live | Origin::Simulation => (Cell::Null, Cell::Null),
        };
        [
            Cell::natural(event.position.0),
            Cell::text(event.stream.as_str()),
            Cell::text(event.stream.category()),
            Cell::text(event.stream.key()),
            Cell::natural(event.revision.0),
            Cell::shown(event.id),
            Cell::text(&*event.kind),
            Cell::natural(event.version.into()),
            Cell::Instant(envelope.occurred_at),
            Cell::Instant(envelope.recorded_at),
            Cell::shown(&actor.id),
            Cell::text(word(&actor.kind)),
            Cell::text(actor.role.name()),
            Cell::shown_if(actor.on_behalf_of.as_ref()),
            Cell::text(word(&actor.channel)),
            Cell::text(origin(&envelope.origin)),
            Cell::shown(envelope.command),
            Cell::shown_if(envelope.causation),
            Cell::shown(envelope.correlation),
            stored(&event.data),
            run,
            unproven,
            Cell::shown(event.hash()),
            Cell::shown_if(envelope.previous),
            stored(&event.metadata),
        ]
    }
}

/// Bytes that are stored as JSON. Where they were not text the envelope, or whoever reads the fact, would have said so.
fn stored(bytes: &[u8]) -> Cell<'_> {
    Cell::Json(String::from_utf8_lossy(bytes))
}

fn json<T: Serialize>(value: &T) -> Cell<'static> {
    serde_json::to_string(value).map_or(Cell::Null, |text| Cell::Json(text.into()))
}

/// One of few words, as JSON has it.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// Where a history comes from, in a word.
pub(super) const fn origin(origin: &Origin) -> &'static str {
    match origin {
        Origin::Live => "live",
        Origin::Import { .. } => "import",
        Origin::Simulation => "simulation",
    }
}
