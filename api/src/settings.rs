//! Files in which an administrator sets the program up. What is wrong with one is said with its line, and never with a value, which
//! may be a secret.

pub(crate) mod secret;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

/// The file that a variable of the environment names; else the usual one of the data folder, if it is there.
pub(crate) fn file(variable: Option<OsString>, folder: &Path, usual: &str) -> Option<PathBuf> {
    match variable {
        Some(file) if !file.is_empty() => Some(file.into()),
        Some(_) | None => Some(folder.join(usual)).filter(|file| file.exists()),
    }
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It cannot be read.
    #[error("{0}: the file cannot be read; see that it is there, and that this user may read it")]
    File(PathBuf, #[source] io::Error),
    /// It is no TOML, or of another shape.
    #[error("{file}, line {line}: {problem}")]
    NotToml {
        /// The file.
        file: PathBuf,
        /// Where in it.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
}

/// Reads a file.
///
/// # Errors
/// If it cannot be read, is no TOML, or of another shape.
pub(crate) fn read<T: DeserializeOwned>(file: &Path) -> Result<T, Unreadable> {
    let text = std::fs::read_to_string(file).map_err(|error| Unreadable::File(file.to_owned(), error))?;
    toml::from_str(&text).map_err(|error| {
        let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or_default());
        let line = before.matches('\n').count() + 1;
        Unreadable::NotToml { file: file.to_owned(), line, problem: error.message().to_owned() }
    })
}

/// The folder beside a file, in which files that it names are looked for.
pub(crate) fn beside(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}
