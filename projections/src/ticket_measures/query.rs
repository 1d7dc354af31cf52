//! Reading cases.

use domain::measures::Case;
use events_schema::Timestamp;
use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{Connection, params};

use super::TicketMeasures;
use crate::columns::{Micros, Packed};
use crate::view::{Read, Unreadable, View};

/// How many cases one thread unpacks, while others are read.
const OF_A_THREAD: usize = 8_192;

fn unpacked(packed: &[Vec<u8>]) -> rusqlite::Result<Vec<Case>> {
    let case = |packed: &Vec<u8>| Ok(<Packed<Case>>::column_result(ValueRef::Blob(packed))?.0);
    packed.iter().map(case).collect()
}

/// The cases of which something may count between two instants, in the tables of a schema.
pub(crate) fn cases_in(
    tables: &Connection,
    schema: &str,
    from: Timestamp,
    before: Timestamp,
) -> rusqlite::Result<Vec<Case>> {
    let mut select = tables.prepare_cached(&format!(
        "SELECT measured FROM {schema}.ticket_measures WHERE last_at_us >= ?1 AND received_at_us < ?2 ORDER BY number"
    ))?;
    let mut rows = select.query_map(params![Micros(from), Micros(before)], |row| row.get::<_, Vec<u8>>(0))?;
    std::thread::scope(|scope| {
        let mut parts = Vec::new();
        loop {
            let part = rows.by_ref().take(OF_A_THREAD).collect::<rusqlite::Result<Vec<_>>>()?;
            if part.is_empty() {
                break;
            }
            parts.push(scope.spawn(move || unpacked(&part)));
        }
        let mut cases = Vec::new();
        for part in parts {
            cases.append(&mut part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(cases)
    })
}

impl View<TicketMeasures> {
    /// The cases of which something may count between two instants.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn cases(&self, from: Timestamp, before: Timestamp) -> Result<Read<Vec<Case>>, Unreadable> {
        self.read_kept(|tables| cases_in(tables, "main", from, before))
    }
}
