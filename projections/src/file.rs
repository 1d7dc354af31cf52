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

    pub(crate) fn commit(&mut self, checkpoint: Checkpoint) -> rusqlite::Result<()> {
        checkpoint.advance(self.writer()?)?;
        self.file.prepare_cached("COMMIT")?.execute([])?;
        self.writing = Writing::Not;
        Ok(())
    }
}

/// Opens the file of a read model, or makes it. One that does not belong to the log is discarded.
pub(crate) async fn open<P: Projection>(
    path: &Path,
    store: &dyn EventStore,
) -> Result<(Tables, Checkpoint), OpenError> {
    if path.exists() {
        match continued::<P>(path, store).await? {
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
    create::<P>(path, Checkpoint::start(store.id()))
}

async fn continued<P: Projection>(
    path: &Path,
    store: &dyn EventStore,
) -> Result<Result<(Tables, Checkpoint), Mismatch>, OpenError> {
    let file = match connect(path) {
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

fn create<P: Projection>(path: &Path, checkpoint: Checkpoint) -> Result<(Tables, Checkpoint), OpenError> {
    let create = || {
        let mut file = connect(path)?;
        let transaction = file.transaction()?;
        transaction.execute_batch(checkpoint::TABLES)?;
        transaction.execute_batch(P::TABLES)?;
        checkpoint.create(&transaction, P::TABLES)?;
        transaction.commit()?;
        Ok((Tables { file, writing: Writing::Not }, checkpoint))
    };
    create().map_err(|source| OpenError::Sqlite { path: path.to_path_buf(), source })
}

/// Without waiting for the disk at each commit: a power cut may take the last batches, checkpoint and all, and they are
/// folded again.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let file = Connection::open(path)?;
    file.pragma_update(None, "journal_mode", "WAL")?;
    file.pragma_update(None, "synchronous", "NORMAL")?;
    file.pragma_update(None, "temp_store", "MEMORY")?;
    file.pragma_update(None, "cache_size", -65_536)?;
    file.set_prepared_statement_cache_capacity(64);
    Ok(file)
}

/// Opens a file for queries.
pub(crate) fn connect_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    file.set_prepared_statement_cache_capacity(64);
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
