//! Who is responsible for issues: a case for each ticket, and the shares that count or may come to count (P4.2).

mod published;

use domain::Reference;
use domain::responsibility::{Report, Responsibility, Stage};
use events_schema::facts::responsibility::{Party, ResponsibilityFact, ShareOf};
use events_schema::ids::ResponsibilityId;
use events_schema::{EventId, FactSet, Position, Timestamp};
use rusqlite::{Connection, params};

use crate::columns::{Json, Micros, Shown, Word, integer};
use crate::due::Deadlines;
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::{RESPONSIBILITIES, SHARES, SUMS};

/// The read model `responsibilities`.
pub struct Responsibilities;

impl Projection for Responsibilities {
    const NAME: &'static str = "responsibilities";
    const VERSION: u32 = 3;
    const TABLES: &'static str = "
        CREATE TABLE responsibilities (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            ticket TEXT NOT NULL,
            stage TEXT NOT NULL,
            rounds INTEGER NOT NULL,
            closed_at_us INTEGER,
            cause TEXT,
            determined_by TEXT,
            objections INTEGER NOT NULL,
            objections_until_us INTEGER,
            investigation_lead TEXT,
            evidence INTEGER NOT NULL,
            stands_since_us INTEGER,
            report TEXT,
            report_event TEXT,
            questioned_by TEXT,
            last_changed_at_us INTEGER,
            revision INTEGER NOT NULL,
            due_at_us INTEGER,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE INDEX cases_due ON responsibilities (due_at_us) WHERE due_at_us IS NOT NULL;
        CREATE INDEX cases_by_ticket ON responsibilities (ticket);
        CREATE INDEX cases_by_stage ON responsibilities (stage, number);
        CREATE TABLE responsibility_shares (
            number INTEGER PRIMARY KEY,
            ticket TEXT NOT NULL,
            event TEXT NOT NULL,
            counts INTEGER NOT NULL,
            since_us INTEGER,
            party TEXT NOT NULL,
            department TEXT,
            person TEXT,
            supplier TEXT,
            hundredths INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX shares_by_ticket ON responsibility_shares (ticket);
        CREATE INDEX shares_by_department ON responsibility_shares (department, number) WHERE department IS NOT NULL;
        CREATE INDEX shares_by_person ON responsibility_shares (person, number) WHERE person IS NOT NULL;
        CREATE INDEX shares_by_supplier ON responsibility_shares (supplier, number) WHERE supplier IS NOT NULL;
    ";
    const CATEGORIES: &'static [&'static str] = &[ResponsibilityFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[RESPONSIBILITIES, SHARES, SUMS];

    type Key = ResponsibilityId;
    type Row = Recorded<Responsibility>;

    fn keys(event: &Event) -> impl IntoIterator<Item = ResponsibilityId> {
        let Event::Responsibility(case, _) = event else { return None };
        Some(*case)
    }

    fn apply(row: &mut Self::Row, event: &Event) {
        let Event::Responsibility(_, entry) = event else { return };
        row.apply(entry);
    }

    fn weight(row: &Self::Row) -> usize {
        let determination = row.is.determination.as_ref();
        let parts = determination.map_or(0, |is| is.shares.len() + is.objections.len() + is.evidence.len());
        2_000 + 300 * (parts + row.is.consequences.len())
    }

    fn load(tables: &Connection, case: &ResponsibilityId) -> rusqlite::Result<Option<Self::Row>> {
        kept(tables, Self::NAME, case)
    }

    fn store(tables: &Connection, case: &ResponsibilityId, row: &mut Self::Row, _: &Reference) -> rusqlite::Result<()> {
        let Some(Place { first, last, .. }) = row.place() else { return Ok(()) };
        let determination = row.is.determination.as_ref();
        let investigation = determination.and_then(|is| is.investigation.as_ref());
        let (report, report_event) = report(&row.is.report);
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO responsibilities (number, stream, ticket, stage, rounds, closed_at_us, cause, determined_by,
                objections, objections_until_us, investigation_lead, evidence, stands_since_us, report, report_event, questioned_by,
                last_changed_at_us, revision, due_at_us, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
        )?;
        upsert.execute(params![
            integer(first.0),
            Shown(case),
            Shown(case.ticket()),
            Word(row.is.stage),
            row.is.rounds,
            row.is.closed_at.map(Micros),
            determination.map(|is| is.cause.as_str()),
            determination.map(|is| Shown(&is.by)),
            integer(determination.map_or(0, |is| is.objections.len()) as u64),
            determination.map(|is| Micros(is.objections_until)),
            investigation.map(|is| Shown(&is.lead)),
            integer(determination.map_or(0, |is| is.evidence.len()) as u64),
            row.is.standing.as_ref().map(|is| Micros(is.since)),
            report,
            report_event.map(Shown),
            row.is.questioned_by.map(Shown),
            Micros(last.recorded_at),
            integer(last.revision.0),
            row.is.due_at().map(Micros),
            Json(&*row),
        ])?;
        store_shares(tables, *case, first, &row.is)
    }
}

fn report(report: &Report) -> (Option<&'static str>, Option<EventId>) {
    match report {
        Report::None => (None, None),
        Report::Submitted { report, .. } => (Some("submitted"), Some(*report)),
        Report::Approved(report) => (Some("approved"), Some(*report)),
        Report::Returned(report) => (Some("returned"), Some(*report)),
    }
}

/// So many numbers lie between two events, more than there are shares of one case.
const APART: i64 = 128;

/// The shares of what stands, and of what is still being decided.
fn store_shares(
    tables: &Connection,
    case: ResponsibilityId,
    first: Position,
    is: &Responsibility,
) -> rusqlite::Result<()> {
    tables.prepare_cached("DELETE FROM responsibility_shares WHERE ticket = ?1")?.execute([Shown(case.ticket())])?;
    let provisional = is.determination.as_ref().filter(|_| matches!(is.stage, Stage::Provisional | Stage::Disputed));
    let standing = is.standing.iter().flat_map(|is| is.shares.iter().map(|of| (of, is.event, Some(is.since))));
    let provisional = provisional.into_iter().flat_map(|is| is.shares.iter().map(|of| (of, is.said_by(), None)));
    let mut insert = tables.prepare_cached(
        "INSERT INTO responsibility_shares (number, ticket, event, counts, since_us, party, department, person, supplier,
            hundredths)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for (index, (ShareOf { party, share }, event, since)) in (0..).zip(standing.chain(provisional)) {
        let since: Option<Timestamp> = since;
        let (kind, department, person, supplier) = match party {
            Party::Department { department } => ("department", Some(department), None, None),
            Party::Person { person, department } => ("person", department.as_ref(), Some(person), None),
            Party::Supplier { supplier } => ("supplier", None, None, Some(supplier)),
        };
        insert.execute(params![
            integer(first.0) * APART + index,
            Shown(case.ticket()),
            Shown(event),
            since.is_some(),
            since.map(Micros),
            kind,
            department.map(Shown),
            person.map(Shown),
            supplier.map(Shown),
            share.hundredths(),
        ])?;
    }
    Ok(())
}

impl Deadlines for Responsibilities {
    const TABLE: &'static str = "responsibilities";
}
