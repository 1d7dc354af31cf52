//! The folder: it is made, locked for one server, and refused with a sentence that says what to do.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The log in its folder.
pub(super) const FILE: &str = "log.db";

/// Held by the one process that may write.
const LOCK: &str = "flywheel.lock";

/// Why a log cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is none, and the caller only wants to read.
    #[error("there is no Flywheel log in {}; name the folder that the server uses", .folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// The file is something else.
    #[error("{} is not a Flywheel log; choose another folder, or move the file away", .path.display())]
    NotALog {
        /// The file.
        path: PathBuf,
    },
    /// Another server uses it.
    #[error("{} is in use by another Flywheel process; stop that one first, or choose another folder", .folder.display())]
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// A later program made it.
    #[error(
        "{} has format {found} of a newer Flywheel, and this one knows format {known}; use the newer program",
        .path.display()
    )]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format that this program knows.
        known: i64,
    },
    /// The program was linked with a SQLite that can lose commits.
    #[error("SQLite {found} can lose commits; build Flywheel with SQLite 3.51.3 or newer")]
    OldSqlite {
        /// Its version.
        found: String,
    },
    /// The folder cannot be used.
    #[error("{} cannot be used; see that it is a folder where this user may write, with room left", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file cannot be used.
    #[error("{} cannot be opened; if it is damaged, restore a backup", .path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}

/// Makes the folder and an empty file in it, if they are missing, and takes the lock. The lock ends with the file that
/// is returned, also when the process is killed.
pub(super) fn prepare(folder: &Path) -> Result<File, OpenError> {
    let failed = |path: &Path| {
        let path = path.to_path_buf();
        move |source| OpenError::Io { path, source }
    };
    make_folder(folder).map_err(failed(folder))?;
    let path = folder.join(LOCK);
    let lock = private().open(&path).map_err(failed(&path))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(OpenError::Locked { folder: folder.to_path_buf() }),
        Err(TryLockError::Error(source)) => return Err(OpenError::Io { path, source }),
    }
    let path = folder.join(FILE);
    if !path.exists() {
        private().open(&path).and_then(|file| file.sync_all()).map_err(failed(&path))?;
        // A file whose folder does not know it yet is lost with the power, however often it is synced itself.
        sync_folder(folder).map_err(failed(folder))?;
    }
    Ok(lock)
}

fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)?;
    fs::canonicalize(folder)?.parent().map_or(Ok(()), sync_folder)
}

/// Everything in the folder is for its owner alone; SQLite gives its own files the mode of the log.
fn private() -> OpenOptions {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Folders are files that can be synced only where the system says so.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
