//! Views as one SQLite file that stands still, for tools that read SQLite: a table for each view, `_columns` with what each
//! column means, `_meta` with what the file is.

use std::path::Path;

use event_store::StoreId;
use events_schema::Position;
use projections::{ColumnKind, PublishedView};
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, Statement, ToSql, params};

use super::ExportError;
use super::table::{Cell, Label, Sink, sortable};
use super::whole::to_fill;

/// Rises when `_meta` or `_columns` change.
const SCHEMA_VERSION: u32 = 1;

pub(super) struct Snapshot(Connection);

impl Snapshot {
    pub(super) fn open(path: &Path) -> Result<Self, ExportError> {
        let connection = to_fill(path)?;
        connection.execute_batch(
            "CREATE TABLE _meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
            CREATE TABLE _columns (
                view TEXT NOT NULL,
                number INTEGER NOT NULL,
                name TEXT NOT NULL,
                kind TEXT NOT NULL,
                about TEXT NOT NULL,
                PRIMARY KEY (view, number)
            );",
        )?;
        Ok(Self(connection))
    }

    /// Makes the table of a view.
    pub(super) fn table(&self, view: &PublishedView) -> Result<Table<'_>, ExportError> {
        let column = |column: &projections::PublishedColumn| format!("\"{}\" {}", column.name, declared(column.kind));
        let columns: Vec<String> = view.columns.iter().map(column).collect();
        self.0.execute_batch(&format!("CREATE TABLE {} ({})", view.name, columns.join(", ")))?;
        let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
        Ok(Table(self.0.prepare(&format!("INSERT INTO {} VALUES ({})", view.name, places.join(", ")))?))
    }

    /// Says what a view is, and makes it quick by what people look for.
    pub(super) fn describe(&self, view: &PublishedView, label: &Label) -> Result<(), ExportError> {
        for (number, column) in (1_i64..).zip(view.columns) {
            self.0.execute(
                "INSERT INTO _columns VALUES (?1, ?2, ?3, ?4, ?5)",
                params![view.name, number, column.name, super::events::word(&column.kind), column.about],
            )?;
        }
        self.say(&format!("about.{}", view.name), view.about)?;
        self.say(&format!("schema_version.{}", view.name), &label.schema_version.to_string())?;
        for column in view.columns.iter().filter(|column| matches!(column.name, "ticket" | "stream")) {
            let (view, column) = (view.name, column.name);
            self.0.execute_batch(&format!("CREATE INDEX {view}_by_{column} ON {view} (\"{column}\")"))?;
        }
        Ok(())
    }

    pub(super) fn finish(self, store: StoreId, position: Position) -> Result<(), ExportError> {
        self.say("schema_version", &SCHEMA_VERSION.to_string())?;
        self.say("position", &position.to_string())?;
        self.say("store", &store.id.to_string())?;
        self.say("epoch", &store.epoch.to_string())?;
        self.say("program", concat!("flywheel ", env!("CARGO_PKG_VERSION")))?;
        self.0.execute_batch("COMMIT")?;
        self.0.close().map_err(|(_, error)| error)?;
        Ok(())
    }

    fn say(&self, key: &str, value: &str) -> rusqlite::Result<()> {
        self.0.prepare_cached("INSERT INTO _meta VALUES (?1, ?2)")?.execute([key, value]).map(|_| ())
    }
}

/// The names by which tools that know more types than SQLite recognise them.
const fn declared(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text | ColumnKind::Json => "TEXT",
        ColumnKind::Integer => "INTEGER",
        ColumnKind::Number => "REAL",
        ColumnKind::Boolean => "BOOLEAN",
        ColumnKind::Instant => "DATETIME",
    }
}

/// Whoever fills a table.
pub(super) struct Table<'a>(Statement<'a>);

impl Sink for Table<'_> {
    fn row(&mut self, row: &[Cell<'_>]) -> Result<(), ExportError> {
        self.0.execute(rusqlite::params_from_iter(row))?;
        Ok(())
    }

    fn finish(self: Box<Self>, _: &Label) -> Result<(), ExportError> {
        Ok(())
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Null => Ok(rusqlite::types::Null.into()),
            Self::Text(text) | Self::Json(text) => text.to_sql(),
            Self::Integer(number) => number.to_sql(),
            Self::Real(number) => number.to_sql(),
            Self::Boolean(is) => is.to_sql(),
            Self::Instant(at) => Ok(sortable(*at).into()),
        }
    }
}
