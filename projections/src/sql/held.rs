//! Published views held at one position, to be read one after the other: for exports, which are many questions to one state.

use std::sync::atomic::Ordering;

use events_schema::Position;
use rusqlite::limits::Limit;
use tokio::runtime::Handle;

use super::{Question, Rows, Scope, Session, Share, SqlError};
use crate::models::ReadModels;
use crate::published::PublishedView;

/// Published views at one position, for as long as this lives. The files of read models that they show grow meanwhile, for
/// what is held is not cleaned up: it belongs to those who read on without waiting for anybody long.
pub struct Held(Session);

impl ReadModels {
    /// Holds these views at one position. It blocks: it belongs on a thread of its own.
    ///
    /// # Errors
    /// If their read models cannot be read, or do not come to one position.
    pub fn hold(&self, views: &[&'static PublishedView], handle: &Handle) -> Result<Held, SqlError> {
        let scope = Scope { views: views.to_vec(), share: Share::All };
        let session = self.session(&scope, handle)?;
        // Views as they are, and nothing that somebody has thought up: what a read model holds may leave, however long.
        session.connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, i32::MAX).map_err(SqlError::Unreadable)?;
        Ok(Held(session))
    }
}

impl Held {
    /// The position that all of them reflect: all events before it.
    #[must_use]
    pub fn position(&self) -> Position {
        Position(self.0.end.load(Ordering::Relaxed))
    }

    /// Gives all rows of a view. `goes_on` is asked every now and then, and ends it by saying no.
    ///
    /// # Errors
    /// If the view is not one of those that are held, or cannot be read.
    pub fn read(
        &mut self,
        view: &PublishedView,
        goes_on: impl FnMut() -> bool + Send + 'static,
        rows: &mut dyn Rows,
    ) -> Result<(), SqlError> {
        let question = Question { sql: everything(view), parameters: std::collections::BTreeMap::new() };
        self.0.answer(&question, goes_on, rows)
    }
}

fn everything(view: &PublishedView) -> String {
    let columns: Vec<String> = view.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    format!("SELECT {} FROM {}", columns.join(", "), view.name)
}
