//! What published views say, as the program reads it: rows of texts.

use std::collections::BTreeMap;
use std::str::FromStr;

use events_schema::Position;
use projections::sql::{More, Question, Rows, SqlError, SqlValue};
use rusqlite::Row;

/// A view says something that is no value of its kind.
#[derive(Debug, thiserror::Error)]
#[error("the views have {0}, which is no such value")]
pub struct NoSuchValue(pub String);

/// A row, column by column.
pub(crate) struct Said(Vec<Option<String>>);

impl Said {
    pub(crate) fn text(&self, column: usize) -> Option<&str> {
        self.0.get(column)?.as_deref()
    }

    /// The text, or nothing where there is none.
    pub(crate) fn or_empty(&self, column: usize) -> &str {
        self.text(column).unwrap_or_default()
    }

    pub(crate) fn wanted<T: FromStr>(&self, column: usize) -> Result<Option<T>, NoSuchValue> {
        let Some(text) = self.text(column) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| NoSuchValue(text.to_owned()))
    }

    pub(crate) fn needed<T: FromStr>(&self, column: usize) -> Result<T, NoSuchValue> {
        self.wanted(column)?.ok_or_else(|| NoSuchValue("nothing".to_owned()))
    }
}

/// The rows, and the position that they reflect.
pub(crate) struct Answered {
    pub(crate) position: Position,
    pub(crate) rows: Vec<Said>,
}

impl Rows for Answered {
    fn begin(&mut self, position: Position, _: Vec<String>) {
        self.position = position;
    }

    fn row(&mut self, row: &Row<'_>, width: usize) -> rusqlite::Result<More> {
        let values = (0..width).map(|column| row.get(column)).collect::<rusqlite::Result<_>>()?;
        self.rows.push(Said(values));
        Ok(More::Wanted)
    }
}

/// A question with its parameters, and its answer from whoever gives one.
pub(crate) fn answered(
    sql: &str,
    parameters: &[(&str, &str)],
    answer: impl FnOnce(&Question, &mut Answered) -> Result<(), SqlError>,
) -> Result<Answered, SqlError> {
    let named = |(name, value): &(&str, &str)| ((*name).to_owned(), SqlValue::Text((*value).to_owned()));
    let parameters: BTreeMap<String, SqlValue> = parameters.iter().map(named).collect();
    let mut answered = Answered { position: Position(0), rows: Vec::new() };
    answer(&Question { sql: sql.to_owned(), parameters }, &mut answered)?;
    Ok(answered)
}
