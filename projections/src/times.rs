//! When the log had come how far: the position that a time stands for.
//!
//! A time stands for the longest beginning of the log in which nothing was recorded later, also where the machine's clock was
//! set back on the way. Of each block of events the latest time is kept, so that a search reads one block.

use std::path::Path;
use std::sync::Mutex;

use event_store::{EventStore, ReadError};
use events_schema::{Position, RecordedEvent, Timestamp};
use rusqlite::{Connection, params};
use serde::Deserialize;
use tokio::runtime::Handle;

use crate::columns::{Micros, Shown, integer, natural};

/// The latest times of blocks, in a file that can be deleted.
pub struct Times(Mutex<Connection>);

/// Why the position of a time is not known.
#[derive(Debug, thiserror::Error)]
pub enum TimesError {
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] ReadError),
    /// An event in it cannot be read.
    #[error("an event has no readable time")]
    Event(#[from] serde_json::Error),
    /// The file cannot be read or written.
    #[error("the file of times cannot be used")]
    File(#[from] rusqlite::Error),
}

/// How many events a block has.
const BLOCK: u64 = 8_192;

const TABLES: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS blocks (block INTEGER PRIMARY KEY, latest_us INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS log (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), store TEXT NOT NULL, epoch INTEGER NOT NULL) STRICT;
";

impl Times {
    /// Opens the file, or makes it; what is of another log is forgotten.
    ///
    /// # Errors
    /// If it cannot be opened or made.
    pub fn open(path: &Path, store: &dyn EventStore) -> Result<Self, TimesError> {
        let file = Connection::open(path)?;
        file.execute_batch(TABLES)?;
        let log = store.id();
        let values = params![Shown(log.id), integer(log.epoch)];
        let same = file.query_row("SELECT count(*) FROM log WHERE store = ?1 AND epoch = ?2", values, |row| row.get(0));
        if !same? {
            file.execute_batch("DELETE FROM blocks")?;
            file.execute("INSERT OR REPLACE INTO log (only_row, store, epoch) VALUES (1, ?1, ?2)", values)?;
        }
        Ok(Self(Mutex::new(file)))
    }

    /// The position before which everything was recorded at a time or earlier. It blocks: the first time over the whole log.
    ///
    /// # Errors
    /// If the log cannot be read, or the file cannot be used.
    pub fn position_at(
        &self,
        time: Timestamp,
        store: &dyn EventStore,
        handle: &Handle,
    ) -> Result<Position, TimesError> {
        let file = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let length = *store.length().borrow();
        take_in(&file, length / BLOCK, store, handle)?;
        let later = "SELECT min(block) FROM blocks WHERE latest_us > ?1";
        let block: Option<i64> = file.query_row(later, [Micros(time)], |row| row.get(0))?;
        let first = block.map_or(length / BLOCK, natural) * BLOCK;
        for event in read(Position(first), length, store, handle)? {
            if recorded_at(&event)? > time {
                return Ok(event.position);
            }
        }
        Ok(Position(length.min(first + BLOCK)))
    }
}

/// Takes in the blocks that are whole since the last time.
fn take_in(file: &Connection, whole: u64, store: &dyn EventStore, handle: &Handle) -> Result<(), TimesError> {
    let known: i64 = file.query_row("SELECT count(*) FROM blocks", [], |row| row.get(0))?;
    let mut add = file.prepare_cached("INSERT INTO blocks (block, latest_us) VALUES (?1, ?2)")?;
    for block in natural(known)..whole {
        let events = read(Position(block * BLOCK), u64::MAX, store, handle)?;
        let times = events.iter().map(recorded_at).collect::<Result<Vec<_>, _>>()?;
        if let Some(latest) = times.into_iter().max() {
            add.execute(params![integer(block), Micros(latest)])?;
        }
    }
    Ok(())
}

/// The events of a block, below an end.
fn read(first: Position, end: u64, store: &dyn EventStore, handle: &Handle) -> Result<Vec<RecordedEvent>, TimesError> {
    let block = usize::try_from(BLOCK).unwrap_or(usize::MAX);
    let mut events = handle.block_on(store.read_all(first, block))?;
    events.retain(|event| event.position.0 < end);
    Ok(events)
}

#[derive(Deserialize)]
struct Recorded {
    recorded_at: Timestamp,
}

fn recorded_at(event: &RecordedEvent) -> Result<Timestamp, serde_json::Error> {
    serde_json::from_slice(&event.metadata).map(|Recorded { recorded_at }| recorded_at)
}
