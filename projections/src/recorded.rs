//! Records that have a stream of their own: what decisions know of one, and where it stands in the log.

use std::fmt::Display;

use domain::Aggregate;
use events_schema::{Entry, Position, Timestamp};
use rusqlite::{Connection, OptionalExtension};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::columns::{Json, Shown};
use crate::history::Last;

/// A record, as folds keep it.
#[derive(Default, Serialize, Deserialize)]
pub struct Recorded<A> {
    first: Option<Position>,
    opened_at: Option<Timestamp>,
    last: Option<Last>,
    /// What decisions know of it.
    pub(crate) is: A,
}

/// Where a record stands in the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// The position of its first event.
    pub(crate) first: Position,
    /// When that was recorded.
    pub(crate) opened_at: Timestamp,
    pub(crate) last: Last,
}

impl<A: Aggregate> Recorded<A> {
    /// Takes in an entry of its stream.
    pub(crate) fn apply(&mut self, entry: &Entry<A::Fact>) {
        self.first = self.first.or(entry.position);
        self.opened_at = self.opened_at.or(Some(entry.envelope.recorded_at));
        self.last = Some(Last::of(entry));
        self.is.evolve(entry);
    }

    /// Where it stands; `None` before anything of it was recorded.
    pub(crate) fn place(&self) -> Option<Place> {
        Some(Place { first: self.first?, opened_at: self.opened_at?, last: self.last? })
    }
}

/// What a table keeps of the record of a stream.
pub(crate) fn kept<R: DeserializeOwned>(
    tables: &Connection,
    table: &str,
    stream: impl Display,
) -> rusqlite::Result<Option<R>> {
    let mut select = tables.prepare_cached(&format!("SELECT kept FROM {table} WHERE stream = ?1"))?;
    let kept = select.query_row([Shown(stream)], |row| row.get(0)).optional()?;
    Ok(kept.map(|Json(kept)| kept))
}
