//! The row of an engine, out of what each source has of it.
//!
//! Sums and bounds follow a source as it grows. Where something is taken away, they are found anew among what is left: that is a
//! correction, and seldom.

use events_schema::text::Line;
use events_schema::values::EngineSerial;
use events_schema::{Position, Timestamp};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::Source;
use crate::columns::{Micros, Shown, integer};

/// What an engine has of one source.
#[derive(Serialize, Deserialize)]
pub(super) struct Totals {
    pub(super) first: Position,
    pub(super) engine_model: Option<Line>,
    pub(super) says: Says,
    pub(super) built_at: Option<Timestamp>,
    pub(super) first_at: Timestamp,
    pub(super) last_at: Timestamp,
    pub(super) inspections: u32,
    pub(super) failed: u32,
    pub(super) contradictory: u32,
    pub(super) tickets: u32,
    pub(super) open_tickets: u32,
    pub(super) repairs: u32,
    pub(super) last_changed_at: Timestamp,
}

/// How well a source knows which model an engine is: production better than anybody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Says {
    /// The customer.
    Customer,
    /// Whoever inspected it.
    Inspector,
    /// Whoever built it.
    Builder,
}

impl Default for Totals {
    fn default() -> Self {
        let never = Timestamp::from_micros(0);
        Self {
            first: Position(0),
            engine_model: None,
            says: Says::Customer,
            built_at: None,
            first_at: never,
            last_at: never,
            inspections: 0,
            failed: 0,
            contradictory: 0,
            tickets: 0,
            open_tickets: 0,
            repairs: 0,
            last_changed_at: never,
        }
    }
}

/// What knows nothing of something comes behind everything.
const NOTHING: i64 = -1;

impl Totals {
    /// Of two that name a model, the better one counts, and then the later one.
    fn model_rank(&self) -> i64 {
        let better = match self.says {
            Says::Customer => 0,
            Says::Inspector => 1,
            Says::Builder => 2,
        };
        self.engine_model.as_ref().map_or(NOTHING, |_| (better << 60) + integer(self.first.0))
    }

    /// Of two that say when it was built, the later one counts.
    fn built_rank(&self) -> i64 {
        self.built_at.map_or(NOTHING, |_| integer(self.first.0))
    }

    /// Whether no bound draws back: what this comes instead of can be forgotten.
    fn goes_beyond(&self, before: &Self) -> bool {
        self.first == before.first
            && self.first_at <= before.first_at
            && self.last_at >= before.last_at
            && self.last_changed_at >= before.last_changed_at
            && self.model_rank() >= before.model_rank()
            && self.built_rank() >= before.built_rank()
    }

    fn counts(&self) -> [i64; 7] {
        let counts = [
            u32::from(self.built_at.is_some()),
            self.inspections,
            self.failed,
            self.contradictory,
            self.tickets,
            self.open_tickets,
            self.repairs,
        ];
        counts.map(i64::from)
    }
}

/// Keeps what an engine has of a source.
pub(super) fn keep(tables: &Connection, engine: &EngineSerial, source: Source, is: &Totals) -> rusqlite::Result<()> {
    let mut insert = tables.prepare_cached(
        "INSERT INTO totals (engine_serial, source, number, engine_model, model_rank, built_at_us, built_rank, first_at_us, last_at_us,
            last_changed_at_us, built_records, inspections, failed, contradictory, tickets, open_tickets, repairs)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?;
    let [built, inspections, failed, contradictory, tickets, open_tickets, repairs] = is.counts();
    insert.execute(params![
        Shown(engine),
        Shown(source),
        integer(is.first.0),
        is.engine_model.as_ref().map(Line::as_str),
        is.model_rank(),
        is.built_at.map(Micros),
        is.built_rank(),
        Micros(is.first_at),
        Micros(is.last_at),
        Micros(is.last_changed_at),
        built,
        inspections,
        failed,
        contradictory,
        tickets,
        open_tickets,
        repairs,
    ])?;
    Ok(())
}

/// A source comes to an engine.
pub(super) fn add(tables: &Connection, engine: &EngineSerial, is: &Totals) -> rusqlite::Result<()> {
    grow(tables, engine, is, is.counts())
}

/// A source that an engine has says something else.
pub(super) fn change(tables: &Connection, engine: &EngineSerial, was: &Totals, is: &Totals) -> rusqlite::Result<()> {
    if !is.goes_beyond(was) {
        return anew(tables, engine);
    }
    let (mut more, before) = (is.counts(), was.counts());
    more.iter_mut().zip(before).for_each(|(count, before)| *count -= before);
    grow(tables, engine, is, more)
}

fn grow(tables: &Connection, engine: &EngineSerial, is: &Totals, more: [i64; 7]) -> rusqlite::Result<()> {
    let mut upsert = tables.prepare_cached(
        "INSERT INTO engines (engine_serial, number, engine_model, model_rank, built_at_us, built_rank, first_at_us, last_at_us,
            last_changed_at_us, built_records, inspections, failed, contradictory, tickets, open_tickets, repairs)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
         ON CONFLICT (engine_serial) DO UPDATE SET
            number = min(number, excluded.number),
            engine_model = iif(excluded.model_rank >= model_rank, excluded.engine_model, engine_model),
            model_rank = max(model_rank, excluded.model_rank),
            built_at_us = iif(excluded.built_rank >= built_rank, excluded.built_at_us, built_at_us),
            built_rank = max(built_rank, excluded.built_rank),
            first_at_us = min(first_at_us, excluded.first_at_us),
            last_at_us = max(last_at_us, excluded.last_at_us),
            last_changed_at_us = max(last_changed_at_us, excluded.last_changed_at_us),
            built_records = built_records + excluded.built_records,
            inspections = inspections + excluded.inspections,
            failed = failed + excluded.failed,
            contradictory = contradictory + excluded.contradictory,
            tickets = tickets + excluded.tickets,
            open_tickets = open_tickets + excluded.open_tickets,
            repairs = repairs + excluded.repairs",
    )?;
    let [built, inspections, failed, contradictory, tickets, open_tickets, repairs] = more;
    upsert.execute(params![
        Shown(engine),
        integer(is.first.0),
        is.engine_model.as_ref().map(Line::as_str),
        is.model_rank(),
        is.built_at.map(Micros),
        is.built_rank(),
        Micros(is.first_at),
        Micros(is.last_at),
        Micros(is.last_changed_at),
        built,
        inspections,
        failed,
        contradictory,
        tickets,
        open_tickets,
        repairs,
    ])?;
    Ok(())
}

/// Sums up what is left of an engine; without any it is none.
pub(super) fn anew(tables: &Connection, engine: &EngineSerial) -> rusqlite::Result<()> {
    tables.prepare_cached("DELETE FROM engines WHERE engine_serial = ?1")?.execute([Shown(engine)])?;
    let mut sum = tables.prepare_cached(
        "INSERT INTO engines (engine_serial, number, engine_model, model_rank, built_at_us, built_rank, first_at_us, last_at_us,
            last_changed_at_us, built_records, inspections, failed, contradictory, tickets, open_tickets, repairs)
         SELECT engine_serial, min(number),
            (SELECT best.engine_model FROM totals AS best
                WHERE best.engine_serial = ?1 ORDER BY best.model_rank DESC LIMIT 1), max(model_rank),
            (SELECT built.built_at_us FROM totals AS built
                WHERE built.engine_serial = ?1 ORDER BY built.built_rank DESC LIMIT 1), max(built_rank),
            min(first_at_us), max(last_at_us), max(last_changed_at_us), sum(built_records), sum(inspections), sum(failed),
            sum(contradictory), sum(tickets), sum(open_tickets), sum(repairs)
         FROM totals WHERE engine_serial = ?1 GROUP BY engine_serial",
    )?;
    sum.execute([Shown(engine)]).map(|_| ())
}
