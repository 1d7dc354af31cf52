//! The log as a table: a row for each event, as it was recorded.

use event_store::StoreId;
use events_schema::{Envelope, Origin, Position, RecordedEvent};
use serde::Serialize;
use serde_json::Value;

use super::ExportError;
use super::log::Log;
use super::table::ColumnKind::{Instant, Integer, Json, Text};
use super::table::{Cell, Column, Label, Sink, column};

/// The name of the table.
pub(super) const NAME: &str = "events";

/// The columns. A new one is added at the end; one that goes or changes its meaning raises the version.
pub(super) const COLUMNS: [Column; 25] = [
    column("position", Integer, "its place in the whole log, from 0 without gaps"),
    column("stream", Text, "its stream"),
    column("category", Text, "the kind of the stream: ticket, customer, person, ..."),
    column("key", Text, "the stream's name without its kind"),
    column("revision", Integer, "its place in the stream, from 0 without gaps"),
    column("event", Text, "its id"),
    column("type", Text, "the type of the fact"),
    column("version", Integer, "the version of the type's shape"),
    column("occurred_at", Instant, "when it happened, as reported"),
    column("recorded_at", Instant, "when it was recorded"),
    column("actor", Text, "who did it: person-..., customer-... or system-..."),
    column("actor_kind", Text, "customer, staff, supplier or system"),
    column("role", Text, "in which role"),
    column("on_behalf_of", Text, "for whom it was done, if for somebody else"),
    column("channel", Text, "http, cli, import or internal"),
    column("origin", Text, "live, import or simulation"),
    column("command", Text, "the command that it comes from"),
    column("causation", Text, "the event that it follows from, if no person commanded it"),
    column("correlation", Text, "what a longer conversation shares"),
    column("data", Json, "the fact, byte for byte as it is stored; personal values are sealed"),
    column("import_run", Text, "the run of the import that brought it"),
    column("unproven", Json, "the gates of the policy that the source of an import does not prove"),
    column("hash", Text, "SHA-256 over everything that is stored of it"),
    column("previous", Text, "the hash of the event before in the same stream"),
    column("envelope", Json, "the envelope, byte for byte as it is stored and as it enters the hash"),
];

const SCHEMA_VERSION: u32 = 1;

/// Writes all events from a position on.
pub(super) fn write(log: &Log, since: Position, mut sink: Box<dyn Sink + '_>) -> Result<(), ExportError> {
    log.pages(since, |page| {
        page.iter().try_for_each(|event| sink.row(&Read::new(event)?.row()))?;
        log.done(page.len())
    })?;
    sink.finish(&label(log.id(), since, log.end()))
}

pub(super) fn label(store: StoreId, from: Position, position: Position) -> Label {
    Label { table: NAME, schema_version: SCHEMA_VERSION, store, from, position }
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

    pub(super) fn row(&self) -> [Cell<'_>; COLUMNS.len()] {
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
