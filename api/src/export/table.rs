//! A table on its way out: columns with types, one row after the other, and whoever writes them down.

use std::borrow::Cow;
use std::fmt;
use std::io::Write;
use std::str::FromStr;

use event_store::StoreId;
use events_schema::{Position, Timestamp};
use projections::PublishedColumn;

use super::csv::Csv;
use super::ndjson::Ndjson;
use super::parquet::Parquet;
use super::{ExportError, UnknownFormat};

/// A value in a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    Null,
    Text(Cow<'a, str>),
    Integer(i64),
    Real(f64),
    Boolean(bool),
    Instant(Timestamp),
    /// JSON in one line, byte for byte as it is to be written.
    Json(Cow<'a, str>),
}

impl<'a> Cell<'a> {
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A value as it is written.
    pub(super) fn shown(value: impl fmt::Display) -> Self {
        Self::Text(Cow::Owned(value.to_string()))
    }

    /// The same of what may be absent.
    pub(super) fn shown_if(value: Option<impl fmt::Display>) -> Self {
        value.map_or(Self::Null, Self::shown)
    }

    /// A count or a place: no log is longer than SQLite's integers.
    pub(super) fn natural(number: u64) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// An instant with all six digits, so that it sorts as text.
pub(super) fn sortable(at: Timestamp) -> String {
    let text = at.to_string();
    match text.strip_suffix('Z') {
        Some(seconds) if !text.contains('.') => format!("{seconds}.000000Z"),
        Some(_) | None => text,
    }
}

/// What a file of a table says of itself.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) table: &'static str,
    /// Rises when columns go or change their meaning.
    pub(super) schema_version: u32,
    pub(super) store: StoreId,
    /// It holds what lies from here
    pub(super) from: Position,
    /// to before here.
    pub(super) position: Position,
}

/// Whoever writes rows down.
pub(super) trait Sink {
    fn row(&mut self, row: &[Cell<'_>]) -> Result<(), ExportError>;

    /// Writes what is still to be written; without it the file is not whole.
    fn finish(self: Box<Self>, label: &Label) -> Result<(), ExportError>;
}

/// The formats in which tables leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// A JSON object a line.
    Ndjson,
    /// RFC 4180, in UTF-8, with the names of the columns in the first line.
    Csv,
    /// Apache Parquet, packed by zstd.
    Parquet,
}

impl TableFormat {
    const ALL: [Self; 3] = [Self::Ndjson, Self::Csv, Self::Parquet];

    /// Its name, which also ends the names of files.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }

    /// Begins to write.
    pub(super) fn sink<'a>(
        self,
        columns: &'static [PublishedColumn],
        out: impl Write + Send + 'a,
    ) -> Result<Box<dyn Sink + 'a>, ExportError> {
        Ok(match self {
            Self::Ndjson => Box::new(Ndjson::new(columns, out)),
            Self::Csv => Box::new(Csv::new(columns, out)?),
            Self::Parquet => Box::new(Parquet::new(columns, out)?),
        })
    }
}

impl FromStr for TableFormat {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let named = Self::ALL.into_iter().find(|format| format.name() == text);
        named.ok_or_else(|| UnknownFormat::new(text, &Self::ALL.map(Self::name)))
    }
}
