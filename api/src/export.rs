//! What leaves in the formats of other tools: tables, and logs for process mining.
//!
//! An export shows the log up to the length that it had when the export began, and reads it page by page, so that neither its
//! memory nor a read of the log grows with it. Personal values leave as they are stored: sealed.

mod table;

mod csv;

mod ndjson;

mod parquet;

mod log;

mod events;

mod whole;

mod parts;

mod happened;

mod shape;

mod ocel;

mod xes;

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::str::FromStr;

use event_store::ReadError;
use events_schema::{DecodeError, Position};

pub use happened::Entries;
pub use log::{Log, Progress};
pub use parts::{Parts, PartsError};
pub use table::{Column, ColumnKind, TableFormat};

/// Something that can be exported, and in which format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// The log as a table, from a position on.
    Events(TableFormat, Position),
    /// The log as an object-centric event log.
    Ocel(OcelFormat, Entries),
    /// The tickets as traces.
    Xes(Entries),
}

/// The formats of an object-centric log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OcelFormat {
    /// One JSON document.
    Json,
    /// An SQLite file.
    Sqlite,
}

impl OcelFormat {
    const ALL: [Self; 2] = [Self::Json, Self::Sqlite];

    const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Sqlite => "sqlite",
        }
    }
}

impl FromStr for OcelFormat {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let named = Self::ALL.into_iter().find(|format| format.name() == text);
        named.ok_or_else(|| UnknownFormat::new(text, &Self::ALL.map(Self::name)))
    }
}

/// What is asked for, in the words of a request.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'a> {
    /// What is to be exported.
    pub what: &'a str,
    /// In which format; the usual one if absent.
    pub format: Option<&'a str>,
    /// From which position on.
    pub since: Option<Position>,
    /// Which entries of a ticket.
    pub entries: Option<Entries>,
}

/// Why an export cannot be what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// There is no such thing to export.
    #[error("there is no export `{0}`; there are {known}", known = EXPORTS.join(", "))]
    Unknown(String),
    /// There is no such format.
    #[error("{0}")]
    Format(#[from] UnknownFormat),
    /// It begins behind the end.
    #[error("position {since} lies behind the end of the log, which is {end}")]
    BehindTheEnd {
        /// Where it was to begin.
        since: Position,
        /// Where the log ends.
        end: Position,
    },
    /// It cannot be taken in pieces.
    #[error("{0} is always whole: what is recorded later changes what came before")]
    Whole(String),
    /// It has no entries to choose from.
    #[error("{0} shows what was recorded, and nothing else")]
    NoChoice(String),
}

/// Why a text is not the name of a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not one of {known}")]
pub struct UnknownFormat {
    text: String,
    known: String,
}

impl UnknownFormat {
    fn new(text: &str, known: &[&str]) -> Self {
        Self { text: text.chars().take(60).collect(), known: known.join(", ") }
    }
}

/// Why an export broke off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event of a ticket cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The bytes of an event are not JSON, or its envelope is not ours.
    #[error("the event at position {position} cannot be read")]
    Envelope {
        /// The event.
        position: Position,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The log does not hold what it says.
    #[error("there is no event at position {0}, before the end of the log")]
    Gap(Position),
    /// There is no room for it, or nobody takes it any more.
    #[error("what is exported cannot be written")]
    Write(#[from] io::Error),
    /// A Parquet file cannot be written.
    #[error("the Parquet file cannot be written")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    /// An SQLite file cannot be written.
    #[error("the SQLite file cannot be written")]
    Sqlite(#[from] rusqlite::Error),
    /// A value is of another kind than its column.
    #[error("{0} does not fit its column")]
    OtherKind(String),
    /// A reference of the table leads nowhere.
    #[error("a reference in the table {0} leads nowhere")]
    Unrelated(String),
    /// Whoever wanted it wants it no longer.
    #[error("nobody waits for the export any more")]
    Unwanted,
}

/// What can be exported.
const EXPORTS: [&str; 3] = [events::NAME, "ocel", "xes"];

impl Export {
    /// What is asked for, if it can be had of a log of this length.
    ///
    /// # Errors
    /// If it cannot; the error says what can.
    pub fn of(wanted: &Wanted<'_>, end: Position) -> Result<Self, Unusable> {
        let Wanted { what, format, since, entries } = *wanted;
        let export = match what {
            events::NAME => Self::Events(read(format, TableFormat::Ndjson)?, since.unwrap_or(Position(0))),
            "ocel" => Self::Ocel(read(format, OcelFormat::Json)?, entries.unwrap_or_default()),
            "xes" => {
                read(format, OnlyXes)?;
                Self::Xes(entries.unwrap_or_default())
            }
            other => return Err(Unusable::Unknown(other.chars().take(60).collect())),
        };
        match (export, since, entries) {
            (Self::Events(..), Some(since), _) if since > end => Err(Unusable::BehindTheEnd { since, end }),
            (Self::Events(..), _, Some(_)) => Err(Unusable::NoChoice(what.to_owned())),
            (Self::Ocel(..) | Self::Xes(_), Some(_), _) => Err(Unusable::Whole(what.to_owned())),
            (Self::Events(..) | Self::Ocel(..) | Self::Xes(_), ..) => Ok(export),
        }
    }

    /// The media type of what it makes.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Events(format, _) => format.media_type(),
            Self::Ocel(OcelFormat::Json, _) => "application/json",
            Self::Ocel(OcelFormat::Sqlite, _) => "application/vnd.sqlite3",
            Self::Xes(_) => "application/xml",
        }
    }

    /// Whether what it makes is nothing for eyes.
    #[must_use]
    pub const fn is_binary(self) -> bool {
        match self {
            Self::Events(TableFormat::Parquet, _) | Self::Ocel(OcelFormat::Sqlite, _) => true,
            Self::Events(TableFormat::Ndjson | TableFormat::Csv, _)
            | Self::Ocel(OcelFormat::Json, _)
            | Self::Xes(_) => false,
        }
    }

    /// A name for the file, of a log up to a position.
    #[must_use]
    pub fn file_name(self, end: Position) -> String {
        match self {
            Self::Events(format, since) => format!("events-{since}-{end}.{}", format.name()),
            Self::Ocel(format, _) => format!("ocel-{end}.{}", format.name()),
            Self::Xes(_) => format!("tickets-{end}.xes"),
        }
    }

    /// Writes it, as it is made. What needs a file of its own is made in one without a name first.
    ///
    /// # Errors
    /// If the log cannot be read, or what is written finds no taker; what is written by then is not whole.
    pub fn write(self, log: &Log, out: impl Write + Send) -> Result<(), ExportError> {
        match self {
            Self::Events(format, since) => events::write(log, since, format.sink(&events::COLUMNS, out)?),
            Self::Ocel(OcelFormat::Json, entries) => ocel::write_json(log, entries, out),
            Self::Ocel(OcelFormat::Sqlite, entries) => {
                let made = tempfile::NamedTempFile::new()?;
                ocel::write_sqlite(log, entries, made.path())?;
                let mut out = out;
                io::copy(&mut made.reopen()?, &mut out)?;
                Ok(out.flush()?)
            }
            Self::Xes(entries) => xes::write(log, entries, out),
        }
    }

    /// Writes it to a file, which is there whole or not at all.
    ///
    /// # Errors
    /// As [`Self::write`]. What had this name before stays.
    pub fn write_file(self, log: &Log, path: &Path) -> Result<(), ExportError> {
        let whole = whole::Whole::begin(path)?;
        match self {
            Self::Ocel(OcelFormat::Sqlite, entries) => ocel::write_sqlite(log, entries, whole.partial_path())?,
            Self::Events(..) | Self::Ocel(OcelFormat::Json, _) | Self::Xes(_) => {
                self.write(log, BufWriter::new(whole.file()))?;
            }
        }
        Ok(whole.finish()?)
    }
}

fn read<T: FromStr<Err = UnknownFormat>>(format: Option<&str>, usual: T) -> Result<T, UnknownFormat> {
    format.map_or(Ok(usual), str::parse)
}

/// The only format of traces.
struct OnlyXes;

impl FromStr for OnlyXes {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        if text == "xes" { Ok(Self) } else { Err(UnknownFormat::new(text, &["xes"])) }
    }
}
