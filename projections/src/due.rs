//! What becomes so by the passing of time alone: which streams are due, and when.

use events_schema::{StreamName, Timestamp};
use rusqlite::params;

use crate::columns::{Micros, Shown, integer};
use crate::projection::Projection;
use crate::view::{Read, Unreadable, View};

/// A read model that knows when something is due, whatever happens meanwhile.
pub trait Deadlines: Projection {
    /// The table, with the columns `stream` and `due_at_us`; the latter is null where nothing is due.
    const TABLE: &'static str;
}

/// A stream in which something is due, and when.
pub type Due = (StreamName, Timestamp);

impl<P: Deadlines> View<P> {
    /// The streams in which something is due at an instant, the longest due first: at most `limit`.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn due_at(&self, instant: Timestamp, limit: usize) -> Result<Read<Vec<Due>>, Unreadable> {
        self.read(|tables| {
            let select =
                format!("SELECT stream, due_at_us FROM {} WHERE due_at_us <= ?1 ORDER BY due_at_us LIMIT ?2", P::TABLE);
            let mut select = tables.prepare_cached(&select)?;
            let due = select.query_map(params![Micros(instant), integer(limit as u64)], |row| {
                let (Shown(stream), Micros(at)) = (row.get(0)?, row.get(1)?);
                Ok((stream, at))
            })?;
            due.collect()
        })
    }

    /// When something is due next, after an instant.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn next_due_after(&self, instant: Timestamp) -> Result<Read<Option<Timestamp>>, Unreadable> {
        self.read(|tables| {
            let select = format!("SELECT min(due_at_us) FROM {} WHERE due_at_us > ?1", P::TABLE);
            let next: Option<Micros> =
                tables.prepare_cached(&select)?.query_row([Micros(instant)], |row| row.get(0))?;
            Ok(next.map(|Micros(at)| at))
        })
    }
}
