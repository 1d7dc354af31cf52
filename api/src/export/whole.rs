//! Files that are there whole or not at all: written under another name, synced, and renamed at the end.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tempfile::{Builder, NamedTempFile};

/// Writes what somebody else makes to a file.
///
/// # Errors
/// If it breaks off, or the file cannot be written. What had this name before stays.
pub fn write_whole(path: &Path, mut made: impl Read) -> io::Result<()> {
    let whole = Whole::begin(path)?;
    io::copy(&mut made, &mut whole.file())?;
    whole.finish()
}

/// A file on its way. Where it is not finished it goes again; only a process that is killed leaves it, under a name that
/// ends with `.partial`.
pub(super) struct Whole {
    partial: NamedTempFile,
    path: PathBuf,
}

impl Whole {
    /// Begins a file that will have this path.
    pub(super) fn begin(path: &Path) -> io::Result<Self> {
        if path.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder; name a file in it"));
        }
        let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "name a file"))?;
        let prefix = format!(".{}.", name.to_string_lossy());
        let mut builder = Builder::new();
        builder.prefix(&prefix).suffix(".partial");
        // Whoever exports wants others to read it; what they may is for the user's mask to say, as with any other tool.
        #[cfg(unix)]
        let readable = std::os::unix::fs::PermissionsExt::from_mode(0o666);
        #[cfg(unix)]
        builder.permissions(readable);
        Ok(Self { partial: builder.tempfile_in(folder(path))?, path: path.to_owned() })
    }

    /// The file to write to.
    pub(super) fn file(&self) -> &File {
        self.partial.as_file()
    }

    /// Where it is until it is finished.
    pub(super) fn partial_path(&self) -> &Path {
        self.partial.path()
    }

    /// Makes it durable and gives it its name, in place of what had that name before.
    pub(super) fn finish(self) -> io::Result<()> {
        self.partial.as_file().sync_all()?;
        self.partial.persist(&self.path)?;
        sync_folder(folder(&self.path))
    }

    /// The same under another name in the same folder, which no file has yet.
    pub(super) fn finish_new_as(self, path: &Path) -> io::Result<()> {
        self.partial.as_file().sync_all()?;
        self.partial.persist_noclobber(path)?;
        sync_folder(folder(path))
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Folders are files that can be synced only where the system says so.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Opens an SQLite file that is there and empty, to be filled in one go. It is synced and gets its name when it is whole; until
/// then nothing has to be undone. Ids are in no order, so that a larger part of their indexes stays in memory.
pub(super) fn to_fill(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA cache_size = -65536; BEGIN;",
    )?;
    // There is a statement for each type of event and the attributes that it has.
    connection.set_prepared_statement_cache_capacity(1024);
    Ok(connection)
}
