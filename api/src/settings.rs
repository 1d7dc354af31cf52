//! Files in which an administrator sets the program up. What is wrong with one is said with its line, and never with a value, which
//! may be a secret.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

/// The file that a variable of the environment names; else the usual one of the data folder, if it is there.
pub(crate) fn file(variable: Option<OsString>, folder: &Path, usual: &str) -> Option<PathBuf> {
    match variable {
        Some(file) if !file.is_empty() => Some(file.into()),
        Some(_) | None => Some(folder.join(usual)).filter(|file| file.exists()),
    }
}

/// Why a file is not what it should be.
#[derive(Debug, thiserror::Error)]
#[error("{file}, line {line}: {problem}")]
pub struct NotToml {
    /// The file.
    file: PathBuf,
    /// Where in it.
    line: usize,
    /// What is wrong there.
    problem: String,
}

/// Reads the text of a file.
///
/// # Errors
/// If it is no TOML, or of another shape.
pub(crate) fn parse<T: DeserializeOwned>(text: &str, file: &Path) -> Result<T, NotToml> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or_default());
        let line = before.matches('\n').count() + 1;
        NotToml { file: file.to_owned(), line, problem: error.message().to_owned() }
    })
}
