//! How far the reactions have come in the log.

use std::path::Path;

use event_store::EventStore;
use events_schema::Position;
use rusqlite::Connection;

/// A place in one log; another log begins anew, which repeats commands and changes nothing.
pub(super) struct Place(Connection);

impl Place {
    pub(super) fn open(file: &Path, store: &dyn EventStore) -> rusqlite::Result<Self> {
        let connection = Connection::open(file)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = NORMAL;
             CREATE TABLE IF NOT EXISTS place (store TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT;",
        )?;
        let log = format!("{}/{}", store.id().id, store.id().epoch);
        connection.execute("DELETE FROM place WHERE store <> ?1", [&log])?;
        connection.execute("INSERT OR IGNORE INTO place (store, next) VALUES (?1, 0)", [&log])?;
        Ok(Self(connection))
    }

    pub(super) fn next(&self) -> rusqlite::Result<Position> {
        let next: i64 = self.0.query_row("SELECT next FROM place", [], |row| row.get(0))?;
        Ok(Position(u64::try_from(next).unwrap_or(0)))
    }

    pub(super) fn keep(&self, next: Position) -> rusqlite::Result<()> {
        let next = i64::try_from(next.0).unwrap_or(i64::MAX);
        self.0.prepare_cached("UPDATE place SET next = ?1")?.execute([next]).map(|_| ())
    }
}
