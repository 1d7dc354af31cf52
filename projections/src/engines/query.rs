//! An engine's record: everything about one serial number, in order of time.

use events_schema::values::EngineSerial;
use rusqlite::Connection;

use super::{ENGINE_EVENTS, ENGINE_PARTS, ENGINES, Engines};
use crate::columns::Shown;
use crate::listing::{Fields, NUMBER, alone, fields};
use crate::published::PublishedView;
use crate::view::{Read, Unreadable, View};

/// Everything about one serial number.
#[derive(Debug, Clone, PartialEq)]
pub struct EngineRecord {
    /// The engine.
    pub engine: Fields,
    /// What happened to it, in order of time; at one time in the order of recording.
    pub events: Vec<Fields>,
    /// The parts that were built in, in the same order.
    pub parts: Vec<Fields>,
}

/// The most events, and the most parts, of one answer. Whoever wants more takes the lists, page by page.
const MOST: usize = 2_000;

impl View<Engines> {
    /// The record of an engine; `None` if nothing of it was ever recorded.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn record(&self, engine: &EngineSerial) -> Result<Read<Option<EngineRecord>>, Unreadable> {
        self.read(|tables| {
            let Some(found) = rows(tables, &ENGINES, engine, NUMBER)?.pop() else { return Ok(None) };
            let events = rows(tables, &ENGINE_EVENTS, engine, "happened_at")?;
            let parts = rows(tables, &ENGINE_PARTS, engine, "built_in_at")?;
            Ok(Some(EngineRecord { engine: found, events, parts }))
        })
    }
}

fn rows(
    tables: &Connection,
    view: &'static PublishedView,
    engine: &EngineSerial,
    order: &str,
) -> rusqlite::Result<Vec<Fields>> {
    let select = alone::<Engines>(view);
    let sql = format!("SELECT * FROM ({select}) WHERE engine_serial = ?1 ORDER BY {order}, {NUMBER} LIMIT {MOST}");
    tables.prepare_cached(&sql)?.query_map([Shown(engine)], |row| fields(view, row))?.collect()
}
