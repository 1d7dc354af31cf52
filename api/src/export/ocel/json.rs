//! OCEL 2.0 as JSON: `events`, then `objects`, then the types that were met.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::super::ExportError;
use super::super::shape::{Plain, PlainKind};
use super::{Event, FROM_THE_BEGINNING, Met, Sink, Thing};

pub(super) struct Json<W> {
    out: W,
    /// Things come one by one between events, and stand behind all of them; until then they wait in a file without a name.
    things: BufWriter<File>,
    events: Met,
    objects: Met,
    written: (u64, u64),
}

impl<W: Write> Json<W> {
    pub(super) fn new(mut out: W) -> Result<Self, ExportError> {
        out.write_all(b"{\"events\":[")?;
        let things = BufWriter::new(tempfile::tempfile()?);
        Ok(Self { out, things, events: Met::default(), objects: Met::default(), written: (0, 0) })
    }
}

impl<W: Write> Sink for Json<W> {
    fn event(&mut self, event: &Event) -> Result<(), ExportError> {
        self.events.meet(&event.kind, event.attributes.iter().map(|(name, value)| (*name, value)));
        let attributes = event.attributes.iter().map(|(name, value)| json!({ "name": name, "value": shown(value) }));
        let event = json!({
            "id": event.id,
            "type": &*event.kind,
            "time": event.time,
            "attributes": attributes.collect::<Value>(),
            "relationships": related(event.objects.iter().map(|(how, object)| (*how, &*object.id))),
        });
        next(&mut self.out, &mut self.written.0, &event)
    }

    fn thing(&mut self, thing: &Thing) -> Result<(), ExportError> {
        self.objects.meet(thing.is.kind, thing.attributes.iter().map(|(name, _, value)| (*name, value)));
        let attribute = |(name, since, value): &(&'static str, Option<String>, Plain)| json!({ "name": name, "time": since.as_deref().unwrap_or(FROM_THE_BEGINNING), "value": shown(value) });
        let thing = json!({
            "id": thing.is.id,
            "type": thing.is.kind,
            "attributes": thing.attributes.iter().map(attribute).collect::<Value>(),
            "relationships": related(thing.related.iter().map(|(how, id)| (*how, &**id))),
        });
        next(&mut self.things, &mut self.written.1, &thing)
    }

    fn finish(self) -> Result<(), ExportError> {
        let Self { mut out, things, events, objects, .. } = self;
        out.write_all(b"\n],\"objects\":[")?;
        let mut things = things.into_inner().map_err(io::IntoInnerError::into_error)?;
        things.rewind()?;
        io::copy(&mut things, &mut out)?;
        out.write_all(b"\n],\"eventTypes\":")?;
        write(&mut out, &types(&events))?;
        out.write_all(b",\"objectTypes\":")?;
        write(&mut out, &types(&objects))?;
        out.write_all(b"}\n")?;
        Ok(out.flush()?)
    }
}

fn next(out: &mut impl Write, written: &mut u64, value: &Value) -> Result<(), ExportError> {
    out.write_all(if *written == 0 { b"\n" } else { b",\n" })?;
    *written += 1;
    write(out, value)
}

fn write<T: Serialize>(out: &mut impl Write, value: &T) -> Result<(), ExportError> {
    serde_json::to_writer(out, value).map_err(|error| ExportError::Write(error.into()))
}

/// Integers are numbers as the type of the attribute says; everything else is text.
fn shown(value: &Plain) -> Value {
    match value {
        Plain::Text(text) | Plain::Time(text) => Value::from(&**text),
        Plain::Integer(number) => Value::from(*number),
    }
}

fn related<'a>(objects: impl Iterator<Item = (&'static str, &'a str)>) -> Value {
    objects.map(|(how, id)| json!({ "objectId": id, "qualifier": how })).collect()
}

fn types(met: &Met) -> Value {
    let attribute = |(name, kind): &(&'static str, PlainKind)| {
        let kind = match kind {
            PlainKind::Text => "string",
            PlainKind::Integer => "integer",
            PlainKind::Time => "time",
        };
        json!({ "name": name, "type": kind })
    };
    let types = met.types.iter();
    types
        .map(|(name, known)| json!({ "name": name, "attributes": known.iter().map(attribute).collect::<Value>() }))
        .collect()
}
