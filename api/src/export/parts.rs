//! The log as a folder of Parquet files that grows: `events/month=2026-06/part-<first>-<last>.parquet`.
//!
//! A month is that of `recorded_at` in UTC, so that what comes later goes into the last month and no file is ever written
//! again. Each file holds all events from the first position of its name to the last one, and they are finished in this
//! order: whatever ends an export, the folder holds the log up to some position, without gaps and nothing twice, and the
//! next export goes on there.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use event_store::StoreId;
use events_schema::Position;
use projections::sql::EVENTS;

use super::ExportError;
use super::events::{self, COLUMNS, Read};
use super::log::Log;
use super::parquet::{origin_of, store};
use super::table::{Sink, TableFormat};
use super::whole::Whole;

/// A folder of parts that nobody else writes to at the same time.
pub struct Parts {
    folder: PathBuf,
    /// Where the folder ends.
    end: Position,
    _lock: File,
}

/// Why a folder of parts cannot take what comes next.
#[derive(Debug, thiserror::Error)]
pub enum PartsError {
    /// The system refuses.
    #[error("{} cannot be used", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it says.
        source: io::Error,
    },
    /// Somebody else exports into it.
    #[error("{} is in use by another export", .0.display())]
    Busy(PathBuf),
    /// A part in it cannot be read.
    #[error("{} cannot be read; remove it, and all parts behind it, to have them written again", .path.display())]
    Damaged {
        /// The part.
        path: PathBuf,
        /// What is wrong with it.
        source: ::parquet::errors::ParquetError,
    },
    /// Its parts are of another log, or of the time before a restore.
    #[error("{} holds events of the store {found}, and this is {expected}; choose another folder", .folder.display())]
    OtherStore {
        /// The folder.
        folder: PathBuf,
        /// Whose events it holds.
        found: String,
        /// Whose events were to be added.
        expected: String,
    },
    /// Its parts were written by a program whose columns were others.
    #[error("{} has columns of another version; choose another folder, which then holds all of the log", .folder.display())]
    OtherColumns {
        /// The folder.
        folder: PathBuf,
    },
    /// Its parts do not follow one another.
    #[error("{} has a gap or an overlap at position {at}; choose another folder", .folder.display())]
    Broken {
        /// The folder.
        folder: PathBuf,
        /// Where.
        at: Position,
    },
    /// It was asked to go on elsewhere than where it ends.
    #[error("{} goes on at position {end}, and not at {since}; leave --since out, or choose another folder", .folder.display())]
    Elsewhere {
        /// The folder.
        folder: PathBuf,
        /// Where it ends.
        end: Position,
        /// Where it was to go on.
        since: Position,
    },
}

impl Parts {
    /// Opens the folder of parts below another one, and makes both if they are missing. `since` says where an empty one
    /// begins.
    ///
    /// # Errors
    /// If the folder cannot be used, is in use, or holds something else than what comes before.
    pub fn open(below: &Path, log: StoreId, since: Option<Position>) -> Result<Self, PartsError> {
        let folder = below.join(EVENTS.name);
        let failed = |source| PartsError::Io { path: folder.clone(), source };
        fs::create_dir_all(&folder).map_err(failed)?;
        let lock = File::open(&folder).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(PartsError::Busy(folder)),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        let end = match end_of(&folder, log)? {
            Some(end) if since.is_none_or(|since| since == end) => end,
            Some(end) => return Err(PartsError::Elsewhere { folder, end, since: since.unwrap_or(Position(0)) }),
            None => since.unwrap_or(Position(0)),
        };
        Ok(Self { folder, end, _lock: lock })
    }

    /// Where it goes on.
    #[must_use]
    pub fn end(&self) -> Position {
        self.end
    }

    /// Writes what has come since, and says how many files that makes.
    ///
    /// # Errors
    /// If the log cannot be read or the folder not be written. What is finished by then stays, and is not written again.
    pub fn append(&self, log: &Log) -> Result<usize, ExportError> {
        let (mut part, mut files): (Option<Part>, _) = (None, 0);
        log.pages(self.end, |page| {
            for event in page {
                let read = Read::new(event)?;
                let month: String = read.envelope.recorded_at.to_string().chars().take(7).collect();
                if let Some(before) = part.take_if(|part| part.month != month) {
                    before.finish(&self.folder, log, event.position)?;
                    files += 1;
                }
                let part = match &mut part {
                    Some(part) => part,
                    none => none.insert(Part::begin(&self.folder, month, event.position)?),
                };
                part.sink.row(&read.row())?;
            }
            log.done(page.len())
        })?;
        if let Some(last) = part {
            last.finish(&self.folder, log, log.end())?;
            files += 1;
        }
        Ok(files)
    }
}

/// A part on its way.
struct Part {
    month: String,
    first: Position,
    whole: Whole,
    sink: Box<dyn Sink>,
}

impl Part {
    fn begin(folder: &Path, month: String, first: Position) -> Result<Self, ExportError> {
        let folder = folder.join(format!("month={month}"));
        fs::create_dir_all(&folder)?;
        let whole = Whole::begin(&folder.join("part"))?;
        let out = BufWriter::new(whole.file().try_clone()?);
        Ok(Self { month, first, sink: TableFormat::Parquet.sink(&COLUMNS, out)?, whole })
    }

    /// Finishes the part, which ends before a position.
    fn finish(self, folder: &Path, log: &Log, end: Position) -> Result<(), ExportError> {
        self.sink.finish(&events::label(log.id(), self.first, end))?;
        let name = format!("part-{:012}-{:012}.parquet", self.first.0, end.0 - 1);
        Ok(self.whole.finish_new_as(&folder.join(format!("month={}", self.month)).join(name))?)
    }
}

/// Where a folder of parts ends; `None` if there are none.
fn end_of(folder: &Path, log: StoreId) -> Result<Option<Position>, PartsError> {
    let mut parts = Vec::new();
    for month in entries(folder)? {
        if month.file_name().is_some_and(|name| name.to_string_lossy().starts_with("month=")) {
            parts.extend(entries(&month)?.into_iter().filter_map(|path| range(&path).map(|range| (range, path))));
        }
    }
    parts.sort_unstable();
    let Some(((first, _), _)) = parts.first() else { return Ok(None) };
    let mut end = *first;
    for ((first, last), _) in &parts {
        if *first != end {
            return Err(PartsError::Broken { folder: folder.to_owned(), at: Position(end.min(*first)) });
        }
        end = last + 1;
    }
    if let Some((_, path)) = parts.pop() {
        let unreadable = |source| PartsError::Io { path: path.clone(), source };
        let origin = origin_of(File::open(&path).map_err(unreadable)?);
        let (found, version) = origin.map_err(|source| PartsError::Damaged { path: path.clone(), source })?;
        let (found, expected) = (found.unwrap_or_default(), store(log));
        if found != expected {
            return Err(PartsError::OtherStore { folder: folder.to_owned(), found, expected });
        }
        if version != Some(events::SCHEMA_VERSION.to_string()) {
            return Err(PartsError::OtherColumns { folder: folder.to_owned() });
        }
    }
    Ok(Some(Position(end)))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, PartsError> {
    let failed = |source| PartsError::Io { path: folder.to_owned(), source };
    let entries = fs::read_dir(folder).map_err(failed)?;
    entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>().map_err(failed)
}

/// The first and the last position of a part, by its name.
fn range(path: &Path) -> Option<(u64, u64)> {
    let name = path.file_name()?.to_str()?.strip_prefix("part-")?.strip_suffix(".parquet")?;
    let (first, last) = name.split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}
