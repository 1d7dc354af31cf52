//! Published views and the cases behind measures, all at one position: what a periodic report is made from.

use std::sync::atomic::Ordering;

use domain::measures::Case;
use events_schema::{Position, Timestamp};
use tokio::runtime::Handle;

use super::{Question, Rows, Scope, Session, Sources, SqlError};
use crate::models::ReadModels;
use crate::projection::Projection;
use crate::ticket_measures::{TicketMeasures, cases_in};

/// Read models that stand at one position.
pub struct Together {
    session: Session,
    /// Whether an older version has made the file of cases, which only that one can read.
    is_older: bool,
}

impl ReadModels {
    /// Views as they are, all at one position. The view `ticket_measures` is one of them where cases are wanted.
    ///
    /// # Errors
    /// If they cannot be brought to one position.
    pub fn together(&self, scope: &Scope, handle: &Handle) -> Result<Together, SqlError> {
        let pool = self.views().pool(TicketMeasures::NAME);
        let session = self.session(scope, handle)?;
        Ok(Together { session, is_older: pool.is_some_and(|pool| pool.is_older()) })
    }
}

impl Together {
    /// Views as they were before a position.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn then(sources: &Sources, end: Position, scope: &Scope) -> Result<Self, SqlError> {
        let session = Session::open(sources, scope)?;
        session.fix(end).map_err(SqlError::Unreadable)?;
        Ok(Self { session, is_older: false })
    }

    /// Everything before this position is seen.
    #[must_use]
    pub fn position(&self) -> Position {
        Position(self.session.end.load(Ordering::Relaxed))
    }

    /// Answers a question.
    ///
    /// # Errors
    /// If the question is none, or has no answer.
    pub fn answer(&mut self, question: &Question, rows: &mut dyn Rows) -> Result<(), SqlError> {
        self.session.answer(question, || true, rows)
    }

    /// The cases of which something may count between two instants.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn cases(&self, from: Timestamp, before: Timestamp) -> Result<Vec<Case>, SqlError> {
        if self.is_older {
            return Err(SqlError::Unreadable(rusqlite::Error::InvalidQuery));
        }
        let schema = self.session.schemas.iter().find(|(model, _)| *model == TicketMeasures::NAME);
        let Some((_, schema)) = schema else { return Ok(Vec::new()) };
        let read = || cases_in(&self.session.connection, schema, from, before);
        self.session.guard.while_trusted(read).map_err(SqlError::Unreadable)
    }
}
