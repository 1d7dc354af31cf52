//! The file: its tables, how connections to it are set, and how it is made and recognised.

use std::path::PathBuf;

use events_schema::{Position, Revision};
use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OpenFlags, TransactionBehavior};
use uuid::Uuid;

use super::open::OpenError;
use crate::port::StoreId;

/// `FLYW`: how the file says what it is.
const APPLICATION: i32 = 0x464c_5957;

/// The format of the tables below.
const FORMAT: i64 = 1;

/// The oldest SQLite without the bug by which resetting the write-ahead log could lose commits.
const OLDEST_SQLITE: i32 = 3_051_003;

/// One unique index on the events, and no other: an index on event ids took appends from 50,000/s to 18,000/s at four
/// million rows. Streams and kinds are numbers there, so that a row carries their names once.
const TABLES: &str = "
    CREATE TABLE meta (format INTEGER NOT NULL, store BLOB NOT NULL, epoch INTEGER NOT NULL) STRICT;
    CREATE TABLE streams (stream INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE kinds (kind INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE events (
        position INTEGER PRIMARY KEY,
        stream INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        id BLOB NOT NULL,
        kind INTEGER NOT NULL,
        version INTEGER NOT NULL,
        metadata BLOB NOT NULL,
        data BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
";

/// How files are opened.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    pub(super) vfs: Option<String>,
    pub(super) sync: bool,
}

impl Source {
    /// A connection that writes: the writer's, and the one that carries the write-ahead log into the file.
    pub(super) fn connect(&self) -> rusqlite::Result<Connection> {
        let connection = self.open(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        self.set_to_write(&connection)?;
        Ok(connection)
    }

    /// The first connection, and what the file is. It is recognised before anything in it is changed.
    pub(super) fn connect_first(&self) -> Result<(Connection, Found), OpenError> {
        let broken = |source| self.broken(source);
        let mut connection = self.open(OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(broken)?;
        if is_new(&connection).map_err(broken)? {
            self.set_to_write(&connection).and_then(|()| create(&mut connection)).map_err(broken)?;
        }
        let found = recognise(&connection, self)?;
        self.set_to_write(&connection).map_err(broken)?;
        Ok((connection, found))
    }

    fn set_to_write(&self, connection: &Connection) -> rusqlite::Result<()> {
        // Commits wait for the disk. EXTRA is FULL, and in addition syncs the folder when the rollback journal is deleted
        // by which a new file becomes one with a write-ahead log: if that journal came back after a power cut, it would
        // roll the whole log back to nothing.
        let synchronous = if self.sync { "EXTRA" } else { "OFF" };
        connection.pragma_update(None, "synchronous", synchronous)?;
        // The pages of a transaction are written only at its commit, so that no other statement can find the disk full.
        // Carrying over is never done on the way, by a commit or a close.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA cache_spill = OFF;
             PRAGMA cache_size = -32000;
             PRAGMA wal_autocheckpoint = 0;
             PRAGMA journal_size_limit = 67108864;",
        )
    }

    /// A connection that only reads.
    pub(super) fn connect_to_read(&self) -> rusqlite::Result<Connection> {
        self.open(OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    fn open(&self, access: OpenFlags) -> rusqlite::Result<Connection> {
        let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = match &self.vfs {
            Some(vfs) => Connection::open_with_flags_and_vfs(&self.path, flags, vfs.as_str()),
            None => Connection::open_with_flags(&self.path, flags),
        }?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        connection.set_prepared_statement_cache_capacity(32);
        Ok(connection)
    }

    pub(super) fn broken(&self, source: rusqlite::Error) -> OpenError {
        match source.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => OpenError::NotALog { path: self.path.clone() },
            _ => OpenError::Sqlite { path: self.path.clone(), source },
        }
    }
}

/// What the file says about itself.
pub(super) struct Found {
    pub(super) id: StoreId,
    pub(super) length: u64,
}

fn is_new(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

/// Makes the tables. One transaction holds all of it: a crash leaves an empty file or a whole one.
fn create(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(TABLES)?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    // SQLite's own source of randomness names the log; this crate has no other.
    let store: [u8; 16] = transaction.query_row("SELECT randomblob(16)", [], |row| row.get(0))?;
    let store = uuid::Builder::from_random_bytes(store).into_uuid();
    transaction.execute("INSERT INTO meta VALUES (?1, ?2, 0)", (FORMAT, store.as_bytes()))?;
    transaction.commit()
}

/// Recognises a log and finds its end.
pub(super) fn recognise(connection: &Connection, source: &Source) -> Result<Found, OpenError> {
    let read = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(|e| source.broken(e));
    if read("PRAGMA application_id")? != i64::from(APPLICATION) {
        return Err(OpenError::NotALog { path: source.path.clone() });
    }
    let format = read("SELECT format FROM meta")?;
    if format > FORMAT {
        return Err(OpenError::NewerFormat { path: source.path.clone(), found: format, known: FORMAT });
    }
    let length = read("SELECT coalesce(max(position) + 1, 0) FROM events")?;
    let (store, epoch) = connection
        .query_row("SELECT store, epoch FROM meta", [], |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, i64>(1)?)))
        .map_err(|e| source.broken(e))?;
    let id = StoreId { id: Uuid::from_bytes(store), epoch: epoch.cast_unsigned() };
    Ok(Found { id, length: length.cast_unsigned() })
}

/// A library that loses commits is not used, whatever it was linked from.
pub(super) fn assert_library() -> Result<(), OpenError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(OpenError::OldSqlite { found: rusqlite::version().to_owned() });
    }
    Ok(())
}

/// A place in the log or a stream as SQLite has it. No file can hold so many events that the sign is lost.
pub(super) trait Place {
    fn sql(self) -> i64;
}

impl Place for Position {
    fn sql(self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }
}

impl Place for Revision {
    fn sql(self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }
}

/// The number of a name in `streams` or `kinds`.
pub(super) fn number_of(lookup: &mut CachedStatement<'_>, name: &str) -> rusqlite::Result<Option<i64>> {
    rusqlite::OptionalExtension::optional(lookup.query_row([name], |row| row.get(0)))
}
