//! The files of one read model, and which of them is shown.
//!
//! Files are never renamed while somebody may have them open, since SQLite keeps others beside them under their names. A
//! rebuild fills a new file, and a small text file says which one is shown; it is replaced in one step.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::file::{self, OpenError};

/// Where the files of a read model are.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    folder: PathBuf,
    name: &'static str,
}

/// A file of a read model: made by this version of it, as its so-manieth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Volume {
    pub(crate) version: u32,
    pub(crate) number: u32,
}

impl Shelf {
    pub(crate) fn new(folder: &Path, name: &'static str) -> Self {
        Self { folder: folder.to_path_buf(), name }
    }

    pub(crate) fn path(&self, volume: Volume) -> PathBuf {
        self.folder.join(self.file_name(volume))
    }

    pub(crate) fn file_name(&self, Volume { version, number }: Volume) -> String {
        match number {
            1 => format!("{}-v{version}.db", self.name),
            _ => format!("{}-v{version}-{number}.db", self.name),
        }
    }

    /// All files that there are, oldest first.
    pub(crate) fn volumes(&self) -> Result<Vec<Volume>, OpenError> {
        let unreadable = |source| OpenError::Io { path: self.folder.clone(), source };
        let mut volumes = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            volumes.extend(name.to_str().and_then(|name| self.volume(name)));
        }
        volumes.sort_unstable();
        Ok(volumes)
    }

    fn volume(&self, file: &str) -> Option<Volume> {
        let text = file.strip_prefix(self.name)?.strip_prefix("-v")?.strip_suffix(".db")?;
        let (version, number) = text.split_once('-').unwrap_or((text, "1"));
        Some(Volume { version: version.parse().ok()?, number: number.parse().ok()? })
    }

    /// The one that is shown; `None` before any was.
    pub(crate) fn shown(&self) -> Result<Option<Volume>, OpenError> {
        match std::fs::read_to_string(self.pointer()) {
            Ok(text) => Ok(self.volume(text.trim()).filter(|volume| self.path(*volume).exists())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(OpenError::Io { path: self.pointer(), source }),
        }
    }

    /// Shows another one, in one step, whatever crashes.
    pub(crate) fn show(&self, volume: Volume) -> Result<(), OpenError> {
        let written = self.folder.join(format!("{}.shown.new", self.name));
        let replace = || {
            let mut file = std::fs::File::create(&written)?;
            writeln!(file, "{}", self.file_name(volume))?;
            file.sync_all()?;
            std::fs::rename(&written, self.pointer())?;
            std::fs::File::open(&self.folder)?.sync_all()
        };
        replace().map_err(|source| OpenError::Io { path: self.pointer(), source })
    }

    /// The name of the next file of a version.
    pub(crate) fn next(&self, version: u32) -> Result<Volume, OpenError> {
        let numbers = self.volumes()?.into_iter().filter(|volume| volume.version == version);
        let number = numbers.map(|volume| volume.number).max().unwrap_or(0) + 1;
        Ok(Volume { version, number })
    }

    pub(crate) fn remove(&self, volume: Volume) -> Result<(), OpenError> {
        file::remove(&self.path(volume))
    }

    /// Removes all files but these, and those of newer versions: a newer program made them, and may come back.
    pub(crate) fn keep_only(&self, kept: &[Volume]) -> Result<(), OpenError> {
        let newest = kept.iter().map(|volume| volume.version).max();
        let superfluous = |volume: &Volume| !kept.contains(volume) && Some(volume.version) <= newest;
        self.volumes()?.into_iter().filter(superfluous).try_for_each(|volume| self.remove(volume))
    }

    fn pointer(&self) -> PathBuf {
        self.folder.join(format!("{}.shown", self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_version_and_number_and_one_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::new(folder.path(), "clocks");
        assert_eq!(shelf.shown().unwrap(), None);
        let (first, second, newer) =
            (Volume { version: 4, number: 1 }, Volume { version: 4, number: 2 }, Volume { version: 5, number: 1 });
        assert_eq!(shelf.next(4).unwrap(), first);
        for volume in [newer, first, second] {
            std::fs::write(shelf.path(volume), "").unwrap();
        }
        std::fs::write(folder.path().join("clocks-v4-2.db-wal"), "").unwrap();
        std::fs::write(folder.path().join("clocks_of_others-v4.db"), "").unwrap();
        assert_eq!(shelf.volumes().unwrap(), [first, second, newer]);
        assert_eq!(shelf.next(4).unwrap(), Volume { version: 4, number: 3 });
        shelf.show(second).unwrap();
        assert_eq!(shelf.shown().unwrap(), Some(second));
        shelf.remove(second).unwrap();
        assert_eq!(shelf.shown().unwrap(), None, "what is gone is not shown");
        assert!(!folder.path().join("clocks-v4-2.db-wal").exists());
    }
}
