//! How far a file has come, and in which log.

use std::path::Path;

use event_store::{EventStore, ReadError, StoreId};
use events_schema::{EventId, Position};
use rusqlite::{Connection, OptionalExtension, params};

use crate::columns::{Shown, integer, natural};
use crate::file::connect_to_read;

/// The place up to which a file reflects a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Checkpoint {
    /// The log.
    pub(crate) store: StoreId,
    /// The position of the next event to fold.
    pub(crate) next: Position,
    /// The event before it.
    pub(crate) last: Option<EventId>,
}

/// The runtime's own tables, in every file.
///
/// `reference_events` holds the positions of the events that reference data were folded from. The data themselves are not
/// kept: after a restart those few events are read again, which costs nothing in a log of ten million.
pub(crate) const TABLES: &str = "
    CREATE TABLE checkpoint (
        only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
        store TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        next INTEGER NOT NULL,
        last_event TEXT,
        tables TEXT NOT NULL
    ) STRICT;
    CREATE TABLE reference_events (position INTEGER PRIMARY KEY) STRICT;
";

/// Why a file does not belong to the log and is built anew.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Mismatch {
    #[error("it has no readable checkpoint")]
    NoCheckpoint(#[source] rusqlite::Error),
    #[error("its tables have another shape, under the same version")]
    OtherTables,
    #[error("it belongs to the log {0}")]
    OtherStore(uuid::Uuid),
    #[error("it belongs to epoch {0} of the log, before or after a restore")]
    OtherEpoch(u64),
    #[error("it reflects {reflected} events, the log has {length}")]
    BeyondTheLog { reflected: Position, length: u64 },
    #[error("it reflects the event {reflected} where the log has another one")]
    OtherEvent { reflected: EventId },
}

impl Checkpoint {
    /// The beginning of a log.
    pub(crate) fn start(store: StoreId) -> Self {
        Self { store, next: Position(0), last: None }
    }

    /// Writes the checkpoint of a new file.
    pub(crate) fn create(self, file: &Connection, tables: &str) -> rusqlite::Result<()> {
        let values = params![
            Shown(self.store.id),
            integer(self.store.epoch),
            integer(self.next.0),
            self.last.map(Shown),
            tables
        ];
        file.execute(
            "INSERT INTO checkpoint (only_row, store, epoch, next, last_event, tables) VALUES (1, ?1, ?2, ?3, ?4, ?5)",
            values,
        )?;
        Ok(())
    }

    /// Moves the checkpoint of a file.
    pub(crate) fn advance(self, file: &Connection) -> rusqlite::Result<()> {
        let mut update = file.prepare_cached("UPDATE checkpoint SET next = ?1, last_event = ?2")?;
        update.execute(params![integer(self.next.0), self.last.map(Shown)])?;
        Ok(())
    }

    /// The checkpoint of a file that was made for these tables.
    pub(crate) fn read(file: &Connection, tables: &str) -> Result<Self, Mismatch> {
        let read = "SELECT store, epoch, next, last_event, tables FROM checkpoint";
        let row = file.query_row(read, [], |row| {
            let Shown(id) = row.get(0)?;
            let last: Option<Shown<EventId>> = row.get(3)?;
            let store = StoreId { id, epoch: natural(row.get(1)?) };
            let checkpoint = Self { store, next: Position(natural(row.get(2)?)), last: last.map(|Shown(id)| id) };
            Ok((checkpoint, row.get::<_, String>(4)?))
        });
        let (checkpoint, made_for) = row.map_err(Mismatch::NoCheckpoint)?;
        if made_for == tables { Ok(checkpoint) } else { Err(Mismatch::OtherTables) }
    }

    /// Whether this is a place in that log.
    pub(crate) async fn compare(self, store: &dyn EventStore) -> Result<Result<(), Mismatch>, ReadError> {
        let (log, length) = (store.id(), *store.length().borrow());
        if self.store.id != log.id {
            return Ok(Err(Mismatch::OtherStore(self.store.id)));
        }
        if self.store.epoch != log.epoch {
            return Ok(Err(Mismatch::OtherEpoch(self.store.epoch)));
        }
        if self.next.0 > length {
            return Ok(Err(Mismatch::BeyondTheLog { reflected: self.next, length }));
        }
        let (Some(before), Some(reflected)) = (self.next.0.checked_sub(1), self.last) else { return Ok(Ok(())) };
        let there = store.read_all(Position(before), 1).await?;
        let same = there.first().is_some_and(|event| event.id == reflected);
        Ok(if same { Ok(()) } else { Err(Mismatch::OtherEvent { reflected }) })
    }
}

/// Up to where a file of any version reflects this log; `None` if it is no file of this log.
pub(crate) async fn of_file(path: &Path, store: &dyn EventStore) -> Option<Position> {
    let read = || {
        let file = connect_to_read(path).ok()?;
        let made_for: String = file.query_row("SELECT tables FROM checkpoint", [], |row| row.get(0)).ok()?;
        Checkpoint::read(&file, &made_for).ok()
    };
    let checkpoint = read()?;
    matches!(checkpoint.compare(store).await, Ok(Ok(()))).then_some(checkpoint.next)
}

/// How many events the rows of a file reflect.
pub(crate) fn reflected(file: &Connection) -> rusqlite::Result<Position> {
    let mut read = file.prepare_cached("SELECT next FROM checkpoint")?;
    let next: Option<i64> = read.query_row([], |row| row.get(0)).optional()?;
    Ok(Position(natural(next.unwrap_or(0))))
}

/// The same of a file that is attached under a name.
pub(crate) fn reflected_in(connection: &Connection, name: &str) -> rusqlite::Result<Position> {
    let next = connection.query_row(&format!("SELECT next FROM {name}.checkpoint"), [], |row| row.get(0))?;
    Ok(Position(natural(next)))
}

/// Notes that reference data were folded from the event at a position.
pub(crate) fn note_reference(file: &Connection, at: Position) -> rusqlite::Result<()> {
    file.prepare_cached("INSERT INTO reference_events (position) VALUES (?1)")?.execute([integer(at.0)])?;
    Ok(())
}

/// The positions that were noted, as runs of neighbours: first and how many.
pub(crate) fn reference_runs(file: &Connection) -> rusqlite::Result<Vec<(Position, usize)>> {
    let mut read = file.prepare("SELECT position FROM reference_events ORDER BY position")?;
    let mut runs: Vec<(Position, usize)> = Vec::new();
    for position in read.query_map([], |row| row.get(0))? {
        let position = natural(position?);
        match runs.last_mut() {
            Some((first, count)) if first.0 + *count as u64 == position => *count += 1,
            Some(_) | None => runs.push((Position(position), 1)),
        }
    }
    Ok(runs)
}
