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

mod views;

mod snapshot;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::str::FromStr;

use event_store::ReadError;
use events_schema::{DecodeError, Position, Role};
use projections::PublishedView;
use projections::sql::{EVENTS, SqlError, published_views};
use tempfile::NamedTempFile;

pub use happened::Entries;
pub use log::{Log, Progress};
pub use parts::{Parts, PartsError};
pub use table::TableFormat;
pub use views::{GoesOn, Views};
use whole::Whole;
pub use whole::write_whole;

/// Something that can be exported, and in which format.
#[derive(Debug, Clone)]
pub enum Export {
    /// What comes from the log alone.
    OfLog(LogExport),
    /// What comes from read models.
    OfViews(ViewExport),
}

/// What comes from the log alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogExport {
    /// The log as a table, from a position on.
    Events(TableFormat, Position),
    /// The log as an object-centric event log.
    Ocel(OcelFormat, Entries),
    /// The tickets as traces.
    Xes(Entries),
}

/// What comes from read models.
#[derive(Debug, Clone)]
pub enum ViewExport {
    /// A published view as a table.
    View(TableFormat, &'static PublishedView),
    /// All of them, with the log, as an SQLite file.
    Snapshot(Vec<&'static PublishedView>),
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
    /// The views that a snapshot has; all if absent.
    pub views: Option<&'a str>,
}

/// Why an export cannot be what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// There is no such thing to export.
    #[error("there is no export `{name}`; there are {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is for whoever asked.
        known: String,
    },
    /// There is no such view.
    #[error("there is no view `{name}`; there are {known}")]
    UnknownView {
        /// What was asked for.
        name: String,
        /// What there is for whoever asked.
        known: String,
    },
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
    #[error("{0} leaves no choice of entries; ocel and xes do")]
    NoEntries(String),
    /// It has no views to choose from.
    #[error("{0} leaves no choice of views; a snapshot does")]
    NoViews(String),
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
    /// A view cannot be read.
    #[error(transparent)]
    View(#[from] SqlError),
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

const OCEL: &str = "ocel";
const XES: &str = "xes";
const SNAPSHOT: &str = "snapshot";

impl Export {
    /// What is asked for, if it can be had of a log that ends there by somebody in this role.
    ///
    /// # Errors
    /// If it cannot; the error says what can.
    pub fn of(wanted: &Wanted<'_>, end: Position, role: Role) -> Result<Self, Unusable> {
        let Wanted { what, format, since, entries, views } = *wanted;
        let visible: Vec<_> = published_views().filter(|view| view.is_for(role)).collect();
        if entries.is_some() && !matches!(what, OCEL | XES) {
            return Err(Unusable::NoEntries(cut(what)));
        }
        if views.is_some() && what != SNAPSHOT {
            return Err(Unusable::NoViews(cut(what)));
        }
        if since.is_some() && what != EVENTS.name {
            return Err(Unusable::Whole(cut(what)));
        }
        let entries = entries.unwrap_or_default();
        Ok(match what {
            OCEL => Self::OfLog(LogExport::Ocel(read(format, OcelFormat::Json)?, entries)),
            XES => {
                only(format, XES)?;
                Self::OfLog(LogExport::Xes(entries))
            }
            SNAPSHOT => {
                only(format, OcelFormat::Sqlite.name())?;
                Self::OfViews(ViewExport::Snapshot(chosen(views, visible)?))
            }
            name => {
                let Some(view) = visible.iter().copied().find(|view| view.name == name) else {
                    let others = [OCEL, XES, SNAPSHOT].into_iter();
                    let known = visible.iter().map(|view| view.name).chain(others).collect::<Vec<_>>().join(", ");
                    return Err(Unusable::Unknown { name: cut(name), known });
                };
                let format = read(format, TableFormat::Ndjson)?;
                match since {
                    Some(since) if since > end => return Err(Unusable::BehindTheEnd { since, end }),
                    // The log itself says more of its events than the view does, and needs no read model.
                    _ if view.name == EVENTS.name => {
                        Self::OfLog(LogExport::Events(format, since.unwrap_or(Position(0))))
                    }
                    Some(_) | None => Self::OfViews(ViewExport::View(format, view)),
                }
            }
        })
    }

    /// The media type of what it makes.
    #[must_use]
    pub const fn media_type(&self) -> &'static str {
        match self {
            Self::OfLog(LogExport::Events(format, _)) | Self::OfViews(ViewExport::View(format, _)) => {
                format.media_type()
            }
            Self::OfLog(LogExport::Ocel(OcelFormat::Json, _)) => "application/json",
            Self::OfLog(LogExport::Ocel(OcelFormat::Sqlite, _)) | Self::OfViews(ViewExport::Snapshot(_)) => {
                "application/vnd.sqlite3"
            }
            Self::OfLog(LogExport::Xes(_)) => "application/xml",
        }
    }

    /// Whether what it makes is nothing for eyes.
    #[must_use]
    pub const fn is_binary(&self) -> bool {
        match self {
            Self::OfLog(LogExport::Events(format, _)) | Self::OfViews(ViewExport::View(format, _)) => {
                matches!(format, TableFormat::Parquet)
            }
            Self::OfLog(LogExport::Ocel(OcelFormat::Sqlite, _)) | Self::OfViews(ViewExport::Snapshot(_)) => true,
            Self::OfLog(LogExport::Ocel(OcelFormat::Json, _) | LogExport::Xes(_)) => false,
        }
    }

    /// A name for the file, of what is before a position.
    #[must_use]
    pub fn file_name(&self, end: Position) -> String {
        match self {
            Self::OfLog(LogExport::Events(format, since)) => format!("events-{since}-{end}.{}", format.name()),
            Self::OfLog(LogExport::Ocel(format, _)) => format!("ocel-{end}.{}", format.name()),
            Self::OfLog(LogExport::Xes(_)) => format!("tickets-{end}.xes"),
            Self::OfViews(ViewExport::View(format, view)) => format!("{}-{end}.{}", view.name, format.name()),
            Self::OfViews(ViewExport::Snapshot(_)) => format!("snapshot-{end}.sqlite"),
        }
    }
}

impl LogExport {
    /// Writes it, as it is made. What needs a file of its own is made in one without a name first.
    ///
    /// # Errors
    /// If the log cannot be read, or what is written finds no taker; what is written by then is not whole.
    pub fn write(self, log: &Log, out: impl Write + Send) -> Result<(), ExportError> {
        match self {
            Self::Events(format, since) => events::write(log, since, format.sink(&events::COLUMNS, out)?),
            Self::Ocel(OcelFormat::Json, entries) => ocel::write_json(log, entries, out),
            Self::Ocel(OcelFormat::Sqlite, entries) => {
                let made = NamedTempFile::new()?;
                ocel::write_sqlite(log, entries, made.path())?;
                give(&made, out)
            }
            Self::Xes(entries) => xes::write(log, entries, out),
        }
    }

    /// Writes it to a file, which is there whole or not at all.
    ///
    /// # Errors
    /// As [`Self::write`]. What had this name before stays.
    pub fn write_file(self, log: &Log, path: &Path) -> Result<(), ExportError> {
        let whole = Whole::begin(path)?;
        match self {
            Self::Ocel(OcelFormat::Sqlite, entries) => ocel::write_sqlite(log, entries, whole.partial_path())?,
            Self::Events(..) | Self::Ocel(OcelFormat::Json, _) | Self::Xes(_) => {
                self.write(log, BufWriter::new(whole.file()))?;
            }
        }
        Ok(whole.finish()?)
    }
}

impl ViewExport {
    /// The views that it shows.
    #[must_use]
    pub fn views(&self) -> Vec<&'static PublishedView> {
        match self {
            Self::View(_, view) => vec![view],
            Self::Snapshot(views) => views.clone(),
        }
    }

    /// Makes it in a file without a name, lets go of the views, and then writes it: whoever takes it may be slow, and what he
    /// reads is not cleaned up in the read models.
    ///
    /// # Errors
    /// If the views cannot be read, or what is written finds no taker; what is written by then is not whole.
    pub fn write(&self, mut views: Views, out: impl Write) -> Result<(), ExportError> {
        let made = NamedTempFile::new()?;
        self.make(&mut views, made.as_file(), made.path())?;
        drop(views);
        give(&made, out)
    }

    /// Writes it to a file, which is there whole or not at all.
    ///
    /// # Errors
    /// As [`Self::write`]. What had this name before stays.
    pub fn write_file(&self, mut views: Views, path: &Path) -> Result<(), ExportError> {
        let whole = Whole::begin(path)?;
        self.make(&mut views, whole.file(), whole.partial_path())?;
        Ok(whole.finish()?)
    }

    /// Fills a file that is there and empty.
    fn make(&self, views: &mut Views, file: &File, path: &Path) -> Result<(), ExportError> {
        match self {
            Self::View(format, view) => views::write(views, view, *format, BufWriter::new(file)),
            Self::Snapshot(which) => views::write_snapshot(views, which, path),
        }
    }
}

/// Gives what is in a file without a name.
fn give(made: &NamedTempFile, mut out: impl Write) -> Result<(), ExportError> {
    io::copy(&mut made.reopen()?, &mut out)?;
    Ok(out.flush()?)
}

/// The views that are named, or all that are visible.
fn chosen(named: Option<&str>, visible: Vec<&'static PublishedView>) -> Result<Vec<&'static PublishedView>, Unusable> {
    let Some(named) = named else { return Ok(visible) };
    let view = |name: &str| {
        let known = || visible.iter().map(|view| view.name).collect::<Vec<_>>().join(", ");
        let found = visible.iter().copied().find(|view| view.name == name);
        found.ok_or_else(|| Unusable::UnknownView { name: cut(name), known: known() })
    };
    let mut chosen = named.split(',').map(view).collect::<Result<Vec<_>, _>>()?;
    chosen.sort_unstable_by_key(|view| view.name);
    chosen.dedup_by_key(|view| view.name);
    Ok(chosen)
}

fn cut(text: &str) -> String {
    text.chars().take(60).collect()
}

fn read<T: FromStr<Err = UnknownFormat>>(format: Option<&str>, usual: T) -> Result<T, UnknownFormat> {
    format.map_or(Ok(usual), str::parse)
}

fn only(format: Option<&str>, name: &'static str) -> Result<(), UnknownFormat> {
    match format {
        Some(other) if other != name => Err(UnknownFormat::new(other, &[name])),
        Some(_) | None => Ok(()),
    }
}
