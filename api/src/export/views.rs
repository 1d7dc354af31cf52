//! Published views on their way out: one as a table, or several as an SQLite file, all at one position.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use event_store::StoreId;
use events_schema::Position;
use projections::sql::{Held, More, Rows, SqlError};
use projections::{ColumnKind, PublishedView, ReadModels, models};
use rusqlite::Row;
use rusqlite::types::ValueRef;
use tokio::runtime::Handle;

use super::ExportError;
use super::snapshot::Snapshot;
use super::table::{Cell, Label, Sink, TableFormat};

/// Hears that so many rows more are done. Whatever it refuses with ends the export.
pub type GoesOn = Arc<dyn Fn(u64) -> bool + Send + Sync>;

/// Views as an export sees them: at one position, from beginning to end.
pub struct Views {
    held: Held,
    store: StoreId,
    goes_on: GoesOn,
}

impl Views {
    /// The views as they are now. It blocks: it belongs on a thread that may wait.
    ///
    /// # Errors
    /// If their read models cannot be read, or do not come to one position.
    pub fn now(
        models: &ReadModels,
        store: StoreId,
        views: &[&'static PublishedView],
        runtime: &Handle,
        goes_on: GoesOn,
    ) -> Result<Self, SqlError> {
        Ok(Self { held: models.hold(views, runtime)?, store, goes_on })
    }

    /// The position that all of them reflect: all events before it.
    #[must_use]
    pub fn position(&self) -> Position {
        self.held.position()
    }

    /// Gives all rows of a view to somebody.
    fn read(&mut self, view: &'static PublishedView, sink: &mut dyn Sink) -> Result<(), ExportError> {
        let goes_on = Arc::clone(&self.goes_on);
        let mut copied = Copied { view, sink, goes_on: Arc::clone(&self.goes_on), broken: None };
        let read = self.held.read(view, move || goes_on(0), &mut copied);
        match (copied.broken, read) {
            (Some(broken), _) => Err(broken),
            (None, Err(SqlError::Ended)) => Err(ExportError::Unwanted),
            (None, read) => Ok(read?),
        }
    }

    fn label(&self, view: &'static PublishedView) -> Label {
        let position = self.position();
        Label { table: view.name, schema_version: version(view), store: self.store, from: Position(0), position }
    }
}

/// The version of the read model that publishes a view; the log itself has none but its own.
fn version(view: &PublishedView) -> u32 {
    let publishes = |model: &&projections::Model| model.published.iter().any(|known| known.name == view.name);
    models().iter().find(publishes).map_or(1, |model| model.version)
}

/// Writes one view as a table.
pub(super) fn write(
    views: &mut Views,
    view: &'static PublishedView,
    format: TableFormat,
    out: impl Write + Send,
) -> Result<(), ExportError> {
    let mut sink = format.sink(view.columns, out)?;
    views.read(view, &mut *sink)?;
    sink.finish(&views.label(view))
}

/// Writes views into an SQLite file, which is there and empty: a table each.
pub(super) fn write_snapshot(
    views: &mut Views,
    which: &[&'static PublishedView],
    path: &Path,
) -> Result<(), ExportError> {
    let snapshot = Snapshot::open(path)?;
    for view in which {
        views.read(view, &mut snapshot.table(view)?)?;
        snapshot.describe(view, &views.label(view))?;
    }
    snapshot.finish(views.store, views.position())
}

/// Takes the rows of a view and gives them on.
struct Copied<'a> {
    view: &'static PublishedView,
    sink: &'a mut dyn Sink,
    goes_on: GoesOn,
    broken: Option<ExportError>,
}

impl Rows for Copied<'_> {
    fn begin(&mut self, _: Position, _: Vec<String>) {}

    fn row(&mut self, row: &Row<'_>, width: usize) -> rusqlite::Result<More> {
        let mut cells = Vec::with_capacity(width);
        for (index, column) in self.view.columns.iter().enumerate() {
            cells.push(cell(row.get_ref(index)?, column.kind, index)?);
        }
        match self.sink.row(&cells) {
            Ok(()) if (self.goes_on)(1) => return Ok(More::Wanted),
            Ok(()) => self.broken = Some(ExportError::Unwanted),
            Err(broken) => self.broken = Some(broken),
        }
        Ok(More::Unwanted)
    }
}

/// A value of a column of this kind. What is of another kind there is a mistake in the view, and no value is ever guessed.
fn cell(value: ValueRef<'_>, kind: ColumnKind, index: usize) -> rusqlite::Result<Cell<'_>> {
    let wrong = || rusqlite::Error::InvalidColumnType(index, format!("{kind:?}"), value.data_type());
    Ok(match (kind, value) {
        (_, ValueRef::Null) => Cell::Null,
        (ColumnKind::Text, ValueRef::Text(_)) => Cell::text(value.as_str()?),
        (ColumnKind::Json, ValueRef::Text(_)) => Cell::Json(value.as_str()?.into()),
        (ColumnKind::Integer, ValueRef::Integer(number)) => Cell::Integer(number),
        (ColumnKind::Number, ValueRef::Real(number)) if number.is_finite() => Cell::Real(number),
        (ColumnKind::Boolean, ValueRef::Integer(number)) => Cell::Boolean(number != 0),
        (ColumnKind::Instant, ValueRef::Text(_)) => Cell::Instant(value.as_str()?.parse().map_err(|_| wrong())?),
        (
            ColumnKind::Text
            | ColumnKind::Json
            | ColumnKind::Integer
            | ColumnKind::Number
            | ColumnKind::Boolean
            | ColumnKind::Instant,
            ValueRef::Text(_) | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_),
        ) => return Err(wrong()),
    })
}
