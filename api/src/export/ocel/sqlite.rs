//! OCEL 2.0 as an SQLite file: a table for each type of event and of thing, and how all of them belong together.

use std::path::Path;

use rusqlite::{Connection, ToSql, params};

use super::super::ExportError;
use super::super::shape::{Plain, PlainKind};
use super::super::whole::to_fill;
use super::{Event, FROM_THE_BEGINNING, Met, New, Sink, Thing};

pub(super) struct Sqlite {
    connection: Connection,
    events: Met,
    objects: Met,
}

const TABLES: &str = "
    CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
    CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
    CREATE TABLE event (
        ocel_id TEXT PRIMARY KEY,
        ocel_type TEXT NOT NULL REFERENCES event_map_type (ocel_type)
    ) WITHOUT ROWID;
    CREATE TABLE object (
        ocel_id TEXT PRIMARY KEY,
        ocel_type TEXT NOT NULL REFERENCES object_map_type (ocel_type)
    ) WITHOUT ROWID;
    CREATE TABLE event_object (
        ocel_event_id TEXT REFERENCES event (ocel_id),
        ocel_object_id TEXT REFERENCES object (ocel_id),
        ocel_qualifier TEXT,
        PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier)
    ) WITHOUT ROWID;
    CREATE TABLE object_object (
        ocel_source_id TEXT REFERENCES object (ocel_id),
        ocel_target_id TEXT REFERENCES object (ocel_id),
        ocel_qualifier TEXT,
        PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier)
    ) WITHOUT ROWID;
";

impl Sqlite {
    pub(super) fn open(path: &Path) -> Result<Self, ExportError> {
        // Events name things that come later, so that references are checked at the end.
        let connection = to_fill(path)?;
        connection.execute_batch(TABLES)?;
        Ok(Self { connection, events: Met::default(), objects: Met::default() })
    }

    /// Makes the table, and the columns, of what was never met before.
    fn make(&self, class: Class, kind: &str, new: &[New]) -> rusqlite::Result<()> {
        let (map, map_type) = (mapped(kind), class.map_type());
        for new in new {
            match new {
                New::Type => {
                    self.connection.execute(&format!("INSERT INTO {map_type} VALUES (?1, ?2)"), params![kind, map])?;
                    self.connection.execute_batch(&class.table(&map))?;
                }
                New::Attribute(name, kind) => {
                    let affinity = match kind {
                        PlainKind::Text => "TEXT",
                        PlainKind::Integer => "INTEGER",
                        PlainKind::Time => "TIMESTAMP",
                    };
                    let table = class.name(&map);
                    self.connection.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN \"{name}\" {affinity}"))?;
                }
            }
        }
        Ok(())
    }

    /// Inserts a row with the values that are there.
    fn insert(
        &self,
        table: &str,
        fixed: &[(&str, &dyn ToSql)],
        values: &[(&'static str, &Plain)],
    ) -> rusqlite::Result<()> {
        let names = fixed.iter().map(|(name, _)| *name).chain(values.iter().map(|(name, _)| *name));
        let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
        let places: Vec<String> = (1..=names.len()).map(|place| format!("?{place}")).collect();
        let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", "));
        let values = values.iter().map(|(_, value)| *value as &dyn ToSql);
        let values: Vec<&dyn ToSql> = fixed.iter().map(|(_, value)| *value).chain(values).collect();
        self.connection.prepare_cached(&sql)?.execute(&*values)?;
        Ok(())
    }
}

impl Sink for Sqlite {
    fn event(&mut self, event: &Event) -> Result<(), ExportError> {
        let new = self.events.meet(&event.kind, event.attributes.iter().map(|(name, value)| (*name, value)));
        self.make(Class::Event, &event.kind, &new)?;
        self.connection
            .prepare_cached("INSERT INTO event VALUES (?1, ?2)")?
            .execute(params![event.id, &*event.kind])?;
        let values: Vec<_> = event.attributes.iter().map(|(name, value)| (*name, value)).collect();
        let fixed: [(&str, &dyn ToSql); 2] = [("ocel_id", &event.id), ("ocel_time", &event.time)];
        self.insert(&Class::Event.name(&mapped(&event.kind)), &fixed, &values)?;
        let mut relate = self.connection.prepare_cached("INSERT INTO event_object VALUES (?1, ?2, ?3)")?;
        for (how, object) in &event.objects {
            relate.execute(params![event.id, object.id, how])?;
        }
        Ok(())
    }

    fn thing(&mut self, thing: &Thing) -> Result<(), ExportError> {
        let new = self.objects.meet(thing.is.kind, thing.attributes.iter().map(|(name, _, value)| (*name, value)));
        self.make(Class::Object, thing.is.kind, &new)?;
        let id = &thing.is.id;
        self.connection.prepare_cached("INSERT INTO object VALUES (?1, ?2)")?.execute(params![id, thing.is.kind])?;
        let table = Class::Object.name(&mapped(thing.is.kind));
        let initial = thing.attributes.iter().filter(|(_, since, _)| since.is_none());
        let initial: Vec<_> = initial.map(|(name, _, value)| (*name, value)).collect();
        self.insert(&table, &[("ocel_id", id), ("ocel_time", &FROM_THE_BEGINNING)], &initial)?;
        for (name, since, value) in &thing.attributes {
            if let Some(since) = since {
                let fixed: [(&str, &dyn ToSql); 3] =
                    [("ocel_id", id), ("ocel_time", since), ("ocel_changed_field", name)];
                self.insert(&table, &fixed, &[(name, value)])?;
            }
        }
        let mut relate = self.connection.prepare_cached("INSERT INTO object_object VALUES (?1, ?2, ?3)")?;
        for (how, other) in &thing.related {
            relate.execute(params![id, other, how])?;
        }
        Ok(())
    }

    fn finish(self) -> Result<(), ExportError> {
        self.connection.execute_batch("COMMIT")?;
        let mut check = self.connection.prepare("PRAGMA foreign_key_check")?;
        if let Some(broken) = check.query([])?.next()? {
            return Err(ExportError::Unrelated(broken.get(0)?));
        }
        drop(check);
        self.connection.close().map_err(|(_, error)| error)?;
        Ok(())
    }
}

/// Events or things: both have a table for each type.
#[derive(Clone, Copy)]
enum Class {
    Event,
    Object,
}

impl Class {
    const fn map_type(self) -> &'static str {
        match self {
            Self::Event => "event_map_type",
            Self::Object => "object_map_type",
        }
    }

    fn name(self, map: &str) -> String {
        match self {
            Self::Event => format!("\"event_{map}\""),
            Self::Object => format!("\"object_{map}\""),
        }
    }

    fn table(self, map: &str) -> String {
        let name = self.name(map);
        match self {
            Self::Event => {
                format!(
                    "CREATE TABLE {name} (ocel_id TEXT PRIMARY KEY REFERENCES event (ocel_id), ocel_time TIMESTAMP)"
                )
            }
            Self::Object => format!(
                "CREATE TABLE {name} (ocel_id TEXT REFERENCES object (ocel_id), ocel_time TIMESTAMP, ocel_changed_field TEXT)"
            ),
        }
    }
}

/// The name of a type in those of tables: `ticket.entry_moved_in` is `TicketEntryMovedIn`.
fn mapped(kind: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    kind.split(['.', '_']).map(capital).collect()
}

impl ToSql for Plain {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        match self {
            Self::Text(text) | Self::Time(text) => text.to_sql(),
            Self::Integer(number) => number.to_sql(),
        }
    }
}
