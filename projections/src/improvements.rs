//! Improvement measures: what is due, overdue, done and verified (P1.3, P5.3).

mod published;

use domain::Reference;
use domain::improvement::Improvement;
use events_schema::FactSet;
use events_schema::facts::improvement::{ImprovementFact, ImprovementSource};
use events_schema::ids::{ImprovementId, SupplierId, TicketId};
use rusqlite::{Connection, params};

use crate::columns::{Json, Micros, Shown, Word, integer};
use crate::due::Deadlines;
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::IMPROVEMENTS;

/// The read model `improvements`.
pub struct Improvements;

impl Projection for Improvements {
    const NAME: &'static str = "improvements";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "
        CREATE TABLE improvements (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            title TEXT NOT NULL,
            stage TEXT NOT NULL,
            owner TEXT NOT NULL,
            department TEXT,
            source TEXT NOT NULL,
            ticket TEXT,
            supplier TEXT,
            failure_code TEXT,
            part TEXT,
            engine_model TEXT,
            opened_at_us INTEGER NOT NULL,
            target_us INTEGER,
            overdue_since_us INTEGER,
            steps INTEGER NOT NULL,
            steps_done INTEGER NOT NULL,
            done_at_us INTEGER,
            effective_from_us INTEGER,
            verified_at_us INTEGER,
            verified_by TEXT,
            without_effect INTEGER NOT NULL,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            due_at_us INTEGER,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE INDEX measures_due ON improvements (due_at_us) WHERE due_at_us IS NOT NULL;
        CREATE INDEX measures_by_stage ON improvements (stage, number);
        CREATE INDEX measures_by_owner ON improvements (owner, number);
        CREATE INDEX measures_by_ticket ON improvements (ticket) WHERE ticket IS NOT NULL;
    ";
    const CATEGORIES: &'static [&'static str] = &[ImprovementFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[IMPROVEMENTS];

    type Key = ImprovementId;
    type Row = Recorded<Improvement>;

    fn keys(event: &Event) -> impl IntoIterator<Item = ImprovementId> {
        let Event::Improvement(measure, _) = event else { return None };
        Some(*measure)
    }

    fn apply(row: &mut Self::Row, event: &Event) {
        let Event::Improvement(_, entry) = event else { return };
        row.apply(entry);
    }

    fn weight(row: &Self::Row) -> usize {
        let steps = row.is.opened.as_ref().map_or(0, |opened| opened.steps.len());
        3_000 + 100 * steps
    }

    fn load(tables: &Connection, measure: &ImprovementId) -> rusqlite::Result<Option<Self::Row>> {
        kept(tables, Self::NAME, measure)
    }

    fn store(tables: &Connection, id: &ImprovementId, row: &mut Self::Row, _: &Reference) -> rusqlite::Result<()> {
        let Some(Place { first, opened_at, last }) = row.place() else { return Ok(()) };
        let (Some(opened), Some((owner, department))) = (&row.is.opened, &row.is.owner) else { return Ok(()) };
        let (source, ticket, supplier) = source(&opened.source);
        let addresses = opened.addresses.as_ref();
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO improvements (number, stream, kind, title, stage, owner, department, source, ticket,
                supplier, failure_code, part, engine_model, opened_at_us, target_us, overdue_since_us, steps, steps_done,
                done_at_us, effective_from_us, verified_at_us, verified_by, without_effect, last_changed_at_us, revision,
                due_at_us, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                ?23, ?24, ?25, ?26, ?27)",
        )?;
        let values = params![
            integer(first.0),
            Shown(id),
            Word(opened.kind),
            opened.title.as_str(),
            Word(row.is.stage),
            Shown(owner),
            department.as_ref().map(Shown),
            source,
            ticket.map(Shown),
            supplier.map(Shown),
            addresses.and_then(|of| of.failure_code.as_ref()).map(|code| code.as_str()),
            addresses.and_then(|of| of.part.as_ref()).map(|part| part.as_str()),
            addresses.and_then(|of| of.engine_model.as_ref()).map(|model| model.as_str()),
            Micros(opened_at),
            row.is.due_at.map(Micros),
            row.is.overdue_since.map(Micros),
            integer(opened.steps.len() as u64),
            integer(row.is.steps_done.len() as u64),
            row.is.done.as_ref().map(|done| Micros(done.at)),
            row.is.done.as_ref().map(|done| Micros(done.effective_from)),
            row.is.verified.as_ref().map(|(_, at)| Micros(*at)),
            row.is.verified.as_ref().map(|(by, _)| Shown(by)),
            row.is.without_effect,
            Micros(last.recorded_at),
            integer(last.revision.0),
            row.is.overdue_at().map(Micros),
            Json(&*row),
        ];
        upsert.execute(values).map(|_| ())
    }
}

impl Deadlines for Improvements {
    const TABLE: &'static str = "improvements";
}

fn source(source: &ImprovementSource) -> (&'static str, Option<TicketId>, Option<&SupplierId>) {
    let (kind, supplier) = match source {
        ImprovementSource::Ticket { .. } => ("ticket", None),
        ImprovementSource::ResponsibilityReport { .. } => ("responsibility_report", None),
        ImprovementSource::EmergencyEvaluation { .. } => ("emergency_evaluation", None),
        ImprovementSource::Supplier { supplier, .. } => ("supplier", Some(supplier)),
        ImprovementSource::Other { .. } => ("other", None),
    };
    (kind, source.ticket(), supplier)
}
