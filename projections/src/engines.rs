//! Engines by their serial numbers, with everything that there is of each in order of time: built, inspected, faults, repairs,
//! parts (P5.1).
//!
//! A ticket or a record stands under the engine that it is of now; where that is corrected, it moves. An engine is known when
//! there is a record that it was built; what came before that is kept, and is found under the same number.

mod history;
mod published;
mod query;
mod record;
mod sums;

use std::fmt;

use domain::Reference;
use events_schema::facts::quality_record::QualityRecordFact;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{QualityRecordId, TicketId};
use events_schema::values::EngineSerial;
use events_schema::{Entry, FactSet, Position};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use self::history::{OfTicket, Row};
use self::record::OfRecord;
use self::sums::Totals;
use crate::columns::{Micros, Packed, Shown, Word, integer};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
pub use published::{ENGINE_EVENTS, ENGINE_PARTS, ENGINES};
pub use query::EngineRecord;

/// The read model `engines`.
pub struct Engines;

/// What an engine's record is put together of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A ticket.
    Ticket(TicketId),
    /// A record of production or quality control.
    Record(QualityRecordId),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ticket(ticket) => fmt::Display::fmt(ticket, f),
            Self::Record(record) => fmt::Display::fmt(record, f),
        }
    }
}

/// A source as the fold keeps it.
#[derive(Default, Serialize, Deserialize)]
pub struct Sourced {
    kept: Kept,
    /// Where the tables have it.
    stands: Option<Stands>,
}

/// Where the tables have a source: under which engine, and with which rows. All else would have to look for them among what
/// there is of the engine, and a number that is made up may stand on thousands of tickets.
#[derive(Serialize, Deserialize)]
struct Stands {
    engine: EngineSerial,
    totals: Totals,
    rows: Vec<Position>,
}

/// What is kept of a source.
#[derive(Default, Serialize, Deserialize)]
enum Kept {
    #[default]
    Nothing,
    Ticket(OfTicket),
    Record(Box<OfRecord>),
}

impl Kept {
    fn apply_ticket(&mut self, entry: &Entry<TicketFact>) {
        if !matches!(self, Self::Ticket(_)) {
            *self = Self::Ticket(OfTicket::default());
        }
        if let Self::Ticket(ticket) = self {
            ticket.apply(entry);
        }
    }

    fn apply_record(&mut self, entry: &Entry<QualityRecordFact>) {
        let before = match std::mem::take(self) {
            Self::Record(record) => Some(*record),
            Self::Nothing | Self::Ticket(_) => None,
        };
        *self = OfRecord::after(before, entry).map_or(Self::Nothing, |record| Self::Record(Box::new(record)));
    }

    /// The engine that it is of, if it is of one.
    fn engine(&self) -> Option<&EngineSerial> {
        match self {
            Self::Nothing => None,
            Self::Ticket(ticket) => ticket.engine(),
            Self::Record(record) => record.engine(),
        }
    }
}

impl Projection for Engines {
    const NAME: &'static str = "engines";
    const VERSION: u32 = 2;
    const TABLES: &'static str = "
        CREATE TABLE sources (source TEXT PRIMARY KEY, kept BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE totals (
            engine_serial TEXT NOT NULL,
            source TEXT NOT NULL,
            number INTEGER NOT NULL,
            engine_model TEXT,
            model_rank INTEGER NOT NULL,
            built_at_us INTEGER,
            built_rank INTEGER NOT NULL,
            first_at_us INTEGER NOT NULL,
            last_at_us INTEGER NOT NULL,
            last_changed_at_us INTEGER NOT NULL,
            built_records INTEGER NOT NULL,
            inspections INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            contradictory INTEGER NOT NULL,
            tickets INTEGER NOT NULL,
            open_tickets INTEGER NOT NULL,
            repairs INTEGER NOT NULL,
            PRIMARY KEY (engine_serial, source)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE engines (
            engine_serial TEXT PRIMARY KEY,
            number INTEGER NOT NULL,
            engine_model TEXT,
            model_rank INTEGER NOT NULL,
            built_at_us INTEGER,
            built_rank INTEGER NOT NULL,
            built_records INTEGER NOT NULL,
            first_at_us INTEGER NOT NULL,
            last_at_us INTEGER NOT NULL,
            inspections INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            contradictory INTEGER NOT NULL,
            tickets INTEGER NOT NULL,
            open_tickets INTEGER NOT NULL,
            repairs INTEGER NOT NULL,
            last_changed_at_us INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX engines_by_number ON engines (number);
        CREATE INDEX engines_by_model ON engines (engine_model, number) WHERE engine_model IS NOT NULL;
        CREATE TABLE engine_events (
            engine_serial TEXT NOT NULL,
            number INTEGER NOT NULL,
            source TEXT NOT NULL,
            ticket TEXT,
            quality_record TEXT,
            kind TEXT NOT NULL,
            happened_at_us INTEGER NOT NULL,
            event TEXT NOT NULL,
            position INTEGER NOT NULL,
            class TEXT,
            failure_code TEXT,
            cause TEXT,
            solution TEXT,
            verdict TEXT,
            part TEXT,
            batch TEXT,
            supplier TEXT,
            station TEXT,
            said TEXT,
            PRIMARY KEY (engine_serial, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX engine_events_by_number ON engine_events (number);
        CREATE INDEX engine_events_by_ticket ON engine_events (ticket) WHERE ticket IS NOT NULL;
        CREATE INDEX engine_events_by_part ON engine_events (part, batch) WHERE part IS NOT NULL;
        CREATE TABLE engine_parts (
            engine_serial TEXT NOT NULL,
            number INTEGER NOT NULL,
            source TEXT NOT NULL,
            part TEXT NOT NULL,
            batch TEXT,
            supplier TEXT,
            built_in_at_us INTEGER NOT NULL,
            PRIMARY KEY (engine_serial, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX engine_parts_by_part ON engine_parts (part, batch);
        CREATE INDEX engine_parts_by_number ON engine_parts (number);
    ";
    const CATEGORIES: &'static [&'static str] = &[TicketFact::CATEGORY, QualityRecordFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[ENGINES, ENGINE_EVENTS, ENGINE_PARTS];

    type Key = Source;
    type Row = Sourced;

    fn keys(event: &Event) -> impl IntoIterator<Item = Source> {
        if let Event::Quality(record, _) = event {
            return Some(Source::Record(*record));
        }
        let (ticket, entry) = event.of_ticket()?;
        history::concerns(entry).then_some(Source::Ticket(ticket))
    }

    fn apply(row: &mut Sourced, event: &Event) {
        if let Event::Quality(_, entry) = event {
            row.kept.apply_record(entry);
        } else if let Some((_, entry)) = event.of_ticket() {
            row.kept.apply_ticket(entry);
        }
    }

    fn weight(row: &Sourced) -> usize {
        match &row.kept {
            Kept::Nothing => 200,
            Kept::Ticket(ticket) => 800 + 400 * ticket.len(),
            Kept::Record(record) => 800 + 200 * record.parts(),
        }
    }

    fn load(tables: &Connection, source: &Source) -> rusqlite::Result<Option<Sourced>> {
        let mut select = tables.prepare_cached("SELECT kept FROM sources WHERE source = ?1")?;
        Ok(select.query_row([Shown(source)], |row| row.get(0)).optional()?.map(|Packed(kept)| kept))
    }

    fn store(tables: &Connection, source: &Source, row: &mut Sourced, _: &Reference) -> rusqlite::Result<()> {
        let before = row.stands.take();
        if let Some(before) = &before {
            Under { tables, engine: &before.engine, source: *source }.leave(&before.rows)?;
        }
        row.stands = match row.kept.engine() {
            Some(engine) => Some(Under { tables, engine, source: *source }.stand(&row.kept)?),
            None => None,
        };
        // The engine that it has left comes first: two engines never have one number.
        match (&before, &row.stands) {
            (Some(before), Some(now)) if before.engine == now.engine => {
                sums::change(tables, &now.engine, &before.totals, &now.totals)?;
            }
            (before, now) => {
                before.as_ref().map_or(Ok(()), |before| sums::anew(tables, &before.engine))?;
                now.as_ref().map_or(Ok(()), |now| sums::add(tables, &now.engine, &now.totals))?;
            }
        }
        let mut upsert = tables.prepare_cached("INSERT OR REPLACE INTO sources (source, kept) VALUES (?1, ?2)")?;
        upsert.execute(params![Shown(source), Packed(&*row)]).map(|_| ())
    }
}

/// A source that stands under an engine.
struct Under<'a> {
    tables: &'a Connection,
    engine: &'a EngineSerial,
    source: Source,
}

impl Under<'_> {
    /// Takes away what stands there.
    fn leave(&self, rows: &[Position]) -> rusqlite::Result<()> {
        let mut forget = self.tables.prepare_cached("DELETE FROM totals WHERE engine_serial = ?1 AND source = ?2")?;
        forget.execute(params![Shown(self.engine), Shown(self.source)])?;
        let mut forget =
            self.tables.prepare_cached("DELETE FROM engine_events WHERE engine_serial = ?1 AND number = ?2")?;
        let mut parts = self
            .tables
            .prepare_cached("DELETE FROM engine_parts WHERE engine_serial = ?1 AND number >= ?2 AND number < ?3")?;
        for row in rows {
            forget.execute(params![Shown(self.engine), integer(row.0)])?;
            if matches!(self.source, Source::Record(_)) {
                let first = integer(row.0) * record::APART;
                parts.execute(params![Shown(self.engine), first, first + record::APART])?;
            }
        }
        Ok(())
    }

    fn stand(&self, kept: &Kept) -> rusqlite::Result<Stands> {
        let (totals, rows) = match kept {
            Kept::Nothing => (Totals::default(), Vec::new()),
            Kept::Ticket(ticket) => (ticket.totals(), ticket.rows().collect()),
            Kept::Record(record) => {
                self.have(record)?;
                (record.totals(), vec![record.row()])
            }
        };
        rows.iter().try_for_each(|row| self.show(row))?;
        sums::keep(self.tables, self.engine, self.source, &totals)?;
        Ok(Stands { engine: self.engine.clone(), totals, rows: rows.iter().map(|row| row.number).collect() })
    }

    fn show(&self, row: &Row<'_>) -> rusqlite::Result<()> {
        let mut insert = self.tables.prepare_cached(
            "INSERT INTO engine_events (engine_serial, number, source, ticket, quality_record, kind, happened_at_us, event, position,
                class, failure_code, cause, solution, verdict, part, batch, supplier, station, said)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        )?;
        let (ticket, record) = match self.source {
            Source::Ticket(ticket) => (Some(ticket), None),
            Source::Record(record) => (None, Some(record)),
        };
        let part = row.part.as_ref();
        insert.execute(params![
            Shown(self.engine),
            integer(row.number.0),
            Shown(self.source),
            ticket.map(Shown),
            record.map(Shown),
            row.kind,
            Micros(row.happened_at),
            Shown(row.event),
            integer(row.position.0),
            row.class.map(Word),
            row.failure_code.map(|code| code.as_str()),
            row.cause.map(Word),
            row.solution.map(Word),
            row.verdict.map(Word),
            part.map(|part| part.number.as_str()),
            part.and_then(|part| part.batch.as_ref()).map(|batch| batch.as_str()),
            part.and_then(|part| part.supplier.as_ref()).map(|supplier| supplier.as_str()),
            row.station.map(|station| station.as_str()),
            row.said,
        ])?;
        Ok(())
    }

    /// The parts that were built in.
    fn have(&self, record: &OfRecord) -> rusqlite::Result<()> {
        let mut insert = self.tables.prepare_cached(
            "INSERT INTO engine_parts (engine_serial, number, source, part, batch, supplier, built_in_at_us)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for (number, part) in record.built_in() {
            insert.execute(params![
                Shown(self.engine),
                number,
                Shown(self.source),
                part.number.as_str(),
                part.batch.as_ref().map(|batch| batch.as_str()),
                part.supplier.as_ref().map(|supplier| supplier.as_str()),
                Micros(record.taken_at()),
            ])?;
        }
        Ok(())
    }
}
