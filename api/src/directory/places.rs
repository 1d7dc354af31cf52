//! Where in the log the directory's events are, so that a start reads them and not the whole log.

use std::path::Path;

use event_store::EventStore;
use events_schema::Position;
use rusqlite::{Connection, params};

/// The places of the directory's events up to some position, in a file that can be deleted.
pub struct Places(Connection);

const TABLES: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS log (store TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS places (position INTEGER PRIMARY KEY) STRICT;
";

/// Neighbours are read at once.
const LONGEST_RUN: usize = 4_096;

impl Places {
    /// Opens the file, or makes it. What is of another log, or of more than this one has, is forgotten.
    ///
    /// # Errors
    /// If the file cannot be used.
    pub fn open(file: &Path, store: &dyn EventStore) -> rusqlite::Result<Self> {
        let connection = Connection::open(file)?;
        connection.execute_batch(TABLES)?;
        let log = format!("{}/{}", store.id().id, store.id().epoch);
        let length = i64::try_from(*store.length().borrow()).unwrap_or(i64::MAX);
        let fits = "SELECT count(*) FROM log WHERE store = ?1 AND next <= ?2";
        let fits: bool = connection.query_row(fits, params![log, length], |row| row.get(0))?;
        if !fits {
            connection.execute_batch("DELETE FROM log; DELETE FROM places;")?;
            connection.execute("INSERT INTO log (store, next) VALUES (?1, 0)", [&log])?;
        }
        Ok(Self(connection))
    }

    /// The position up to which all places are known.
    pub(super) fn next(&self) -> rusqlite::Result<Position> {
        let next: i64 = self.0.query_row("SELECT next FROM log", [], |row| row.get(0))?;
        Ok(Position(next.cast_unsigned()))
    }

    /// The places, as runs of neighbours: the first, and how many.
    pub(super) fn runs(&self) -> rusqlite::Result<Vec<(Position, usize)>> {
        let mut select = self.0.prepare("SELECT position FROM places ORDER BY position")?;
        let mut runs: Vec<(Position, usize)> = Vec::new();
        for position in select.query_map([], |row| row.get::<_, i64>(0))? {
            let position = position?.cast_unsigned();
            match runs.last_mut() {
                Some((first, count)) if first.0 + *count as u64 == position && *count < LONGEST_RUN => *count += 1,
                Some(_) | None => runs.push((Position(position), 1)),
            }
        }
        Ok(runs)
    }

    /// Adds places, and says up to where all are known.
    pub(super) fn keep(&mut self, places: &[Position], next: Position) -> rusqlite::Result<()> {
        let transaction = self.0.transaction()?;
        {
            let mut add = transaction.prepare_cached("INSERT OR IGNORE INTO places (position) VALUES (?1)")?;
            for place in places {
                add.execute([place.0.cast_signed()])?;
            }
            transaction.prepare_cached("UPDATE log SET next = ?1")?.execute([next.0.cast_signed()])?;
        }
        transaction.commit()
    }
}

#[cfg(test)]
mod tests {

    use event_store::{Append, Expected, MemoryStore};
    use events_schema::{EventId, NewEvent};

    use super::*;

    fn log_of(events: u128) -> MemoryStore {
        let store = MemoryStore::new();
        let event = |number: u128| NewEvent {
            id: EventId::from_uuid(uuid::Uuid::from_u128(number)),
            kind: "person.left",
            version: 1,
            metadata: Vec::new(),
            data: Vec::new(),
        };
        let events = (1..=events).map(event).collect();
        // The log in memory has written when the call returns.
        drop(store.append(Append { stream: "person-e1".parse().unwrap(), expected: Expected::NoStream, events }));
        store
    }

    #[test]
    fn places_are_kept_and_forgotten_by_a_log_that_has_less() {
        let folder = std::env::temp_dir().join(format!("flywheel-places-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (file, log) = (folder.join("directory.db"), log_of(9));
        let mut places = Places::open(&file, &log).unwrap();
        assert_eq!((places.next().unwrap(), places.runs().unwrap()), (Position(0), vec![]));
        places.keep(&[2, 3, 4, 7].map(Position), Position(8)).unwrap();
        places.keep(&[Position(8)], Position(9)).unwrap();
        let places = Places::open(&file, &log).unwrap();
        let runs = vec![(Position(2), 3), (Position(7), 2)];
        assert_eq!((places.next().unwrap(), places.runs().unwrap()), (Position(9), runs));
        let another = Places::open(&file, &log_of(5)).unwrap();
        assert_eq!((another.next().unwrap(), another.runs().unwrap()), (Position(0), vec![]));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
