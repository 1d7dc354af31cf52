//! The file of a read model.

use std::io;
use std::path::{Path, PathBuf};

use event_store::{EventStore, ReadError};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::checkpoint::{self, Checkpoint, Mismatch};
use crate::projection::Projection;

/// Why read models cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or a file in it cannot be made, read or removed.
    #[error("{} cannot be made, read or removed", .path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file cannot be opened as a database.
    #[error("{} cannot be opened", .path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// The log cannot be compared with what a file reflects.
    #[error("the log cannot be read")]
    Log(#[from] ReadError),
    /// There is no such folder.
    #[error("there are no read models in {}; start the server on this folder first", .folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
}

/// The tables of a read model. Reads need no transaction, since nobody else writes; the first write begins one, which ends
/// with the checkpoint.
pub(crate) struct Tables {
    file: Connection,
    writing: Writing,
}

enum Writing {
    Not,
    Begun,
}

impl Tables {
    pub(crate) fn reader(&self) -> &Connection {
        &self.file
    }

    pub(crate) fn writer(&mut self) -> rusqlite::Result<&Connection> {
        match self.writing {
            Writing::Begun => {}
            Writing::Not => {
                self.file.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
                self.writing = Writing::Begun;
            }
        }
        Ok(&self.file)
    }

    /// Makes a file that was filled like one that was folded live.
    pub(crate) fn settle(&mut self, tables: &str) -> rusqlite::Result<()> {
        for index in statements(tables).filter(|statement| is_index(statement)) {
            self.file.execute_batch(&index.replacen("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))?;
        }
        // In this mode a checkpoint brings everything to the disk.
        self.file.pragma_update(None, "synchronous", "FULL")?;
        self.file.pragma_update(None, "journal_mode", "WAL")?;
        self.file.pragma_update(None, "cache_size", -Purpose::Show.cache_kibibytes())?;
        self.file.execute_batch("UPDATE checkpoint SET next = next")?;
        self.file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        self.file.pragma_update(None, "synchronous", "NORMAL")
    }

    pub(crate) fn commit(&mut self, checkpoint: Checkpoint) -> rusqlite::Result<()> {
        checkpoint.advance(self.writer()?)?;
        self.file.prepare_cached("COMMIT")?.execute([])?;
        self.writing = Writing::Not;
        Ok(())
    }
}

/// What a file is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To be shown while it follows.
    Show,
    /// To be filled while nobody reads it: each page is written once, and indexes are made at the end.
    Fill,
}

impl Purpose {
    /// How much of a file SQLite keeps in memory: of one that is filled more, for rows come in no order of their keys.
    fn cache_kibibytes(self) -> i32 {
        match self {
            Self::Show => 16 << 10,
            Self::Fill => 64 << 10,
        }
    }
}

/// The statements of a text that makes tables.
pub(crate) fn statements(tables: &str) -> impl Iterator<Item = &str> {
    tables.split_inclusive(';').map(str::trim).filter(|statement| !statement.is_empty())
}

/// An index that is made when a rebuild ends. By what a fold deletes its table is `UNIQUE`: it needs that while it runs.
pub(crate) fn is_index(statement: &str) -> bool {
    statement.lines().any(|line| line.trim().starts_with("CREATE INDEX"))
}

/// Opens the file of a read model, or makes it. One that does not belong to the log is discarded.
pub(crate) async fn open<P: Projection>(
    path: &Path,
    store: &dyn EventStore,
    purpose: Purpose,
) -> Result<(Tables, Checkpoint), OpenError> {
    if path.exists() {
        match continued::<P>(path, store, purpose).await? {
            Ok(opened) => return Ok(opened),
            Err(mismatch) => {
                tracing::warn!(
                    model = P::NAME,
                    file = %path.display(),
                    reason = %mismatch,
                    "the read model does not fit the log and is built anew"
                );
                remove(path)?;
            }
        }
    }
    create::<P>(path, Checkpoint::start(store.id()), purpose)
}

async fn continued<P: Projection>(
    path: &Path,
    store: &dyn EventStore,
    purpose: Purpose,
) -> Result<Result<(Tables, Checkpoint), Mismatch>, OpenError> {
    let file = match connect(path, purpose) {
        Ok(file) => file,
        Err(error)
            if matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)) =>
        {
            return Ok(Err(Mismatch::NoCheckpoint(error)));
        }
        Err(source) => return Err(OpenError::Sqlite { path: path.to_path_buf(), source }),
    };
    let checkpoint = match Checkpoint::read(&file, P::TABLES) {
        Ok(checkpoint) => checkpoint,
        Err(mismatch) => return Ok(Err(mismatch)),
    };
    let compared = checkpoint.compare(store).await?;
    Ok(compared.map(|()| (Tables { file, writing: Writing::Not }, checkpoint)))
}

fn create<P: Projection>(
    path: &Path,
    checkpoint: Checkpoint,
    purpose: Purpose,
) -> Result<(Tables, Checkpoint), OpenError> {
    let create = || {
        let mut file = connect(path, purpose)?;
        let transaction = file.transaction()?;
        transaction.execute_batch(checkpoint::TABLES)?;
        for statement in statements(P::TABLES).filter(|statement| purpose == Purpose::Show || !is_index(statement)) {
            transaction.execute_batch(statement)?;
        }
        checkpoint.create(&transaction, P::TABLES)?;
        transaction.commit()?;
        Ok((Tables { file, writing: Writing::Not }, checkpoint))
    };
    create().map_err(|source| OpenError::Sqlite { path: path.to_path_buf(), source })
}

/// Without waiting for the disk at each commit: a power cut may take the last batches, checkpoint and all, and they are
/// folded again.
fn connect(path: &Path, purpose: Purpose) -> rusqlite::Result<Connection> {
    let file = Connection::open(path)?;
    let (journal, synchronous) = match purpose {
        Purpose::Show => ("WAL", "NORMAL"),
        Purpose::Fill => ("TRUNCATE", "NORMAL"),
    };
    file.pragma_update(None, "journal_mode", journal)?;
    file.pragma_update(None, "synchronous", synchronous)?;
    file.pragma_update(None, "temp_store", "MEMORY")?;
    file.pragma_update(None, "cache_size", -purpose.cache_kibibytes())?;
    file.set_prepared_statement_cache_capacity(64);
    crate::sql::register_functions(&file)?;
    Ok(file)
}

/// Opens a file for queries.
pub(crate) fn connect_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    file.set_prepared_statement_cache_capacity(64);
    crate::sql::register_functions(&file)?;
    Ok(file)
}

/// Removes a file with what SQLite keeps beside it.
pub(crate) fn remove(path: &Path) -> Result<(), OpenError> {
    for suffix in ["", "-wal", "-shm"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(suffix);
        let beside = PathBuf::from(beside);
        match std::fs::remove_file(&beside) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(OpenError::Io { path: beside, source });
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}
