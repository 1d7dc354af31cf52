//! Reading cases.

use domain::measures::Case;
use events_schema::Timestamp;
use rusqlite::params;

use super::TicketMeasures;
use crate::columns::{Micros, Packed};
use crate::view::{Read, Unreadable, View};

impl View<TicketMeasures> {
    /// The cases of which something may count between two instants.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn cases(&self, from: Timestamp, before: Timestamp) -> Result<Read<Vec<Case>>, Unreadable> {
        self.read_kept(|tables| {
            let mut select = tables.prepare_cached(
                "SELECT measured FROM ticket_measures WHERE last_at_us >= ?1 AND received_at_us < ?2 ORDER BY number",
            )?;
            let cases = select.query_map(params![Micros(from), Micros(before)], |row| {
                let Packed(case) = row.get(0)?;
                Ok(case)
            })?;
            cases.collect()
        })
    }
}
