//! The log as an object-centric event log, OCEL 2.0: events, the things that they are about, and how the things changed.
//!
//! Events are written as they are read; of the things only what has to be known once is kept in memory: which there are.
//! Every thing is there because an event names it.

mod changes;
mod json;
mod sqlite;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use events_schema::facts::ticket::TicketFact;
use events_schema::{FactSet, Position, RecordedEvent, StreamName};

use super::ExportError;
use super::events::{origin, word};
use super::happened::{Entries, Happening, of_ticket};
use super::log::Log;
use super::shape::{Object, Plain, PlainKind};
use super::table::sortable;
pub(super) use changes::Ticket;

/// An event on its way.
struct Event {
    id: String,
    kind: Arc<str>,
    time: String,
    attributes: Vec<(&'static str, Plain)>,
    objects: Vec<(&'static str, Object)>,
}

/// A thing on its way.
struct Thing {
    is: Object,
    /// Its attributes, each since when. What it was from the beginning has no time.
    attributes: Vec<(&'static str, Option<String>, Plain)>,
    /// How it stands to other things.
    related: BTreeSet<(&'static str, String)>,
}

/// Whoever writes an object-centric log down.
trait Sink {
    fn event(&mut self, event: &Event) -> Result<(), ExportError>;
    fn thing(&mut self, thing: &Thing) -> Result<(), ExportError>;
    /// Writes what is left. Without it the log is not whole.
    fn finish(self) -> Result<(), ExportError>;
}

/// Since when it is what it was from the beginning, as the standard wants it said.
const FROM_THE_BEGINNING: &str = "1970-01-01T00:00:00.000000Z";

/// The attributes of a type of event or thing, in the order in which they were first met.
#[derive(Default)]
struct Met {
    types: BTreeMap<String, Vec<(&'static str, PlainKind)>>,
}

impl Met {
    /// Meets a type and its attributes, and says whether anything is new.
    fn meet<'a>(&mut self, name: &str, attributes: impl Iterator<Item = (&'static str, &'a Plain)>) -> Vec<New> {
        let mut new = Vec::new();
        if !self.types.contains_key(name) {
            self.types.insert(name.to_owned(), Vec::new());
            new.push(New::Type);
        }
        let Some(known) = self.types.get_mut(name) else { return new };
        for (attribute, value) in attributes {
            if known.iter().all(|(other, _)| *other != attribute) {
                known.push((attribute, value.kind()));
                new.push(New::Attribute(attribute, value.kind()));
            }
        }
        new
    }
}

/// What was never met before.
enum New {
    Type,
    Attribute(&'static str, PlainKind),
}

/// Writes it as JSON.
pub(super) fn write_json(log: &Log, entries: Entries, out: impl Write) -> Result<(), ExportError> {
    write(log, entries, json::Json::new(out)?)
}

/// Writes it into an SQLite file, which is there and empty.
pub(super) fn write_sqlite(log: &Log, entries: Entries, path: &Path) -> Result<(), ExportError> {
    write(log, entries, sqlite::Sqlite::open(path)?)
}

fn write(log: &Log, entries: Entries, mut sink: impl Sink) -> Result<(), ExportError> {
    let (mut named, mut tickets) = (BTreeSet::new(), Vec::new());
    log.pages(Position(0), |page| {
        let mut done = 0;
        for event in page {
            if event.stream.category() == TicketFact::CATEGORY {
                tickets.extend((event.revision == events_schema::Revision::FIRST).then(|| event.stream.clone()));
                continue;
            }
            done += 1;
            if Object::of(&event.stream).is_some() {
                let event = Event::of(&Happening::recorded(event)?);
                named.extend(event.objects.iter().map(|(_, object)| object.clone()));
                sink.event(&event)?;
            }
        }
        log.done(done)
    })?;
    for ticket in &tickets {
        let events = log.stream(ticket)?;
        write_ticket(ticket, &events, entries, &mut named, &mut sink)?;
        log.done(events.len())?;
    }
    for ticket in tickets {
        named.remove(&Object { kind: TicketFact::CATEGORY, id: ticket.to_string() });
    }
    for is in named {
        sink.thing(&Thing { is, attributes: Vec::new(), related: BTreeSet::new() })?;
    }
    sink.finish()
}

fn write_ticket(
    ticket: &StreamName,
    events: &[RecordedEvent],
    entries: Entries,
    named: &mut BTreeSet<Object>,
    sink: &mut impl Sink,
) -> Result<(), ExportError> {
    let mut thing = Ticket::new(ticket);
    for (happening, fact) in of_ticket(events, entries)? {
        thing.apply(&happening, &fact);
        let event = Event::of(&happening);
        let others = event.objects.iter().map(|(_, object)| object).filter(|object| object.id != ticket.as_str());
        named.extend(others.cloned());
        sink.event(&event)?;
    }
    sink.thing(&thing.known())
}

impl Event {
    fn of(happening: &Happening) -> Self {
        let envelope = &happening.envelope;
        let mut attributes = vec![
            ("position", Plain::Integer(happening.position.0.cast_signed())),
            ("revision", Plain::Integer(happening.revision.0.cast_signed())),
            ("recorded_at", Plain::Time(sortable(envelope.recorded_at))),
            ("actor", Plain::Text(envelope.actor.id.to_string())),
            ("actor_kind", Plain::Text(word(&envelope.actor.kind))),
            ("actor_role", Plain::Text(envelope.actor.role.name().to_owned())),
            ("actor_channel", Plain::Text(word(&envelope.actor.channel))),
            ("origin", Plain::Text(origin(&envelope.origin).to_owned())),
        ];
        attributes.extend(happening.attributes());
        Self {
            id: happening.id.to_string(),
            kind: Arc::clone(&happening.kind),
            time: sortable(happening.at),
            attributes,
            objects: happening.objects(),
        }
    }
}
