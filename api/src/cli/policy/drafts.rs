//! Drafts in files: the body of the command that would publish them, as JSON or TOML.

use std::path::Path;

use domain::command;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::cli::output::Failure;

/// Reads a draft. What is wrong with it is said with the place.
pub(super) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| Failure::not_found(format!("{shown} cannot be read: {error}")))?;
    let body = if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml")) {
        let text = String::from_utf8(bytes).map_err(|error| Failure::from(error).about(&shown.to_string()))?;
        let table: toml::Table =
            text.parse().map_err(|error| Failure::refused(format!("{shown} is not TOML (malformed): {error}")))?;
        as_json(toml::Value::Table(table)).to_string().into_bytes()
    } else {
        bytes
    };
    command::read_body(&body).map_err(|error| {
        let code = if error.syntax { "malformed" } else { "invalid" };
        Failure::refused(format!("{shown} is no such draft ({code}), at {:?}: {}", error.pointer, error.reason))
    })
}

/// A date of TOML is the text that JSON has for it.
fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(is_so) => is_so.into(),
        toml::Value::Datetime(at) => at.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(as_json).collect(),
        toml::Value::Table(fields) => fields.into_iter().map(|(name, value)| (name, as_json(value))).collect(),
    }
}
