//! Keys of robots, signing secrets, tokens and passwords: in a form that does not get into logs, and as a file of settings holds
//! them: written there as `name`, or in a file beside that stands there as `name_file`.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, de};

/// A text that nobody may read by accident.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text, for the one place that sends it or signs with it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// The usual error for a value of another type would show the value.
impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) => Ok(Self(text)),
            _ => Err(de::Error::custom("a secret is a text in quotation marks")),
        }
    }
}

/// One secret, or several while a receiver changes from one to the next.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a secret is a text in quotation marks, or a list of such")]
pub(crate) enum Secrets {
    One(Secret),
    Several(Vec<Secret>),
}

/// What is wrong with a secret, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum NotASecret {
    /// It is missing.
    #[error("`{0}` is missing; write it here, or its file's name as `{0}_file`")]
    Missing(&'static str),
    /// It is there twice.
    #[error("there are both `{0}` and `{0}_file`; leave one out")]
    Twice(&'static str),
    /// Its file cannot be read.
    #[error("the file that `{0}_file` names cannot be read: {1}")]
    File(&'static str, io::Error),
    /// There is more than one where one is needed.
    #[error("`{0}` is one secret, and there are several or none")]
    NotOne(&'static str),
}

/// Those of a name, as they are written, or one a line in a file below the folder.
pub(crate) fn several(
    folder: &Path,
    name: &'static str,
    written: Option<Secrets>,
    file: Option<PathBuf>,
) -> Result<Vec<Secret>, NotASecret> {
    match (written, file) {
        (Some(_), Some(_)) => Err(NotASecret::Twice(name)),
        (Some(Secrets::One(secret)), None) => Ok(vec![secret]),
        (Some(Secrets::Several(secrets)), None) => Ok(secrets),
        (None, Some(file)) => {
            let text = std::fs::read_to_string(folder.join(file)).map_err(|error| NotASecret::File(name, error))?;
            Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Secret::new).collect())
        }
        (None, None) => Ok(Vec::new()),
    }
}

/// The one of a name, if it is there.
pub(crate) fn one(
    folder: &Path,
    name: &'static str,
    written: Option<Secrets>,
    file: Option<PathBuf>,
) -> Result<Option<Secret>, NotASecret> {
    let is_there = written.is_some() || file.is_some();
    let mut secrets = several(folder, name, written, file)?;
    match (secrets.pop(), secrets.is_empty()) {
        (Some(secret), true) => Ok(Some(secret)),
        (None, _) if !is_there => Ok(None),
        (None, _) | (Some(_), false) => Err(NotASecret::NotOne(name)),
    }
}
