//! What published views say, as the program reads it: rows of texts.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

use events_schema::text::Code;
use events_schema::{Period, Position};
use projections::sql::{More, Question, Rows, SqlError, SqlValue, models_behind};
use projections::{Behind, PublishedView};
use rusqlite::Row;

use crate::app::App;

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

/// How long read models may take to see what is in the log.
const PATIENCE: Duration = Duration::from_secs(600);

/// Waits until the read models behind views have seen a position.
pub(crate) async fn have_seen(app: &App, views: &[&PublishedView], position: Position) -> Result<(), Behind> {
    for model in models_behind(&names(views)) {
        app.models.reached(model.name, position, PATIENCE).await?;
    }
    Ok(())
}

/// The names of views.
pub(crate) fn names(views: &[&PublishedView]) -> Vec<Code> {
    views.iter().filter_map(|view| view.name.parse().ok()).collect()
}

/// The months of a period, as a list in SQL.
pub(crate) fn months(period: Period) -> String {
    let months: Vec<String> = period.months().map(|month| format!("'{month}'")).collect();
    months.join(", ")
}
