//! Notices to suppliers with their clocks: what is to be sent, answered, reviewed, borne (P7.1, P7.2).

mod published;

use domain::Reference;
use domain::clocks::{Clock, ClockState};
use domain::supplier_notice::{Claim, Review, Solution, SupplierNotice};
use events_schema::FactSet;
use events_schema::facts::supplier_notice::SupplierNoticeFact;
use events_schema::ids::SupplierNoticeId;
use rusqlite::{Connection, params};

use crate::columns::{Json, Micros, Shown, Word, integer, unpinned};
use crate::due::Deadlines;
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::{SUPPLIER_CLOCKS, SUPPLIER_NOTICES};

/// The read model `supplier_notices`.
pub struct SupplierNotices;

impl Projection for SupplierNotices {
    const NAME: &'static str = "supplier_notices";
    const VERSION: u32 = 2;
    const TABLES: &'static str = "
        CREATE TABLE supplier_notices (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            supplier TEXT NOT NULL,
            ticket TEXT NOT NULL,
            stage TEXT NOT NULL,
            counts INTEGER NOT NULL,
            class TEXT,
            engine_model TEXT,
            engine_serial TEXT,
            symptom TEXT,
            arose_at_us INTEGER,
            failure_code TEXT,
            finding TEXT,
            part TEXT,
            parts TEXT NOT NULL,
            proposed_at_us INTEGER NOT NULL,
            confirmed_at_us INTEGER,
            sent_at_us INTEGER,
            solution_within_us INTEGER,
            response TEXT,
            responded_at_us INTEGER,
            solutions INTEGER NOT NULL,
            returned INTEGER NOT NULL,
            review TEXT,
            solved_at_us INTEGER,
            liability TEXT NOT NULL,
            claimed TEXT,
            borne TEXT,
            currency TEXT,
            hundredths INTEGER,
            refuted INTEGER NOT NULL,
            ended_at_us INTEGER,
            evidence INTEGER NOT NULL,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            due_at_us INTEGER,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE INDEX notices_due ON supplier_notices (due_at_us) WHERE due_at_us IS NOT NULL;
        CREATE INDEX notices_by_supplier ON supplier_notices (supplier, number);
        CREATE INDEX notices_by_ticket ON supplier_notices (ticket, number);
        CREATE INDEX notices_by_stage ON supplier_notices (stage, number);
        CREATE TABLE supplier_clocks (
            number INTEGER PRIMARY KEY,
            notice TEXT NOT NULL,
            supplier TEXT NOT NULL,
            class TEXT,
            counts INTEGER NOT NULL,
            clock TEXT NOT NULL,
            policy_version INTEGER NOT NULL,
            target_us INTEGER NOT NULL,
            started_at_us INTEGER NOT NULL,
            started_by TEXT NOT NULL,
            clock_due_at_us INTEGER,
            state TEXT NOT NULL,
            stopped_at_us INTEGER,
            stopped_by TEXT,
            verdict TEXT,
            first_verdict TEXT,
            contested TEXT,
            judged_by_us INTEGER,
            reassessed_by TEXT,
            provenance TEXT NOT NULL,
            UNIQUE (notice, number)
        ) STRICT;
        CREATE INDEX supplier_clocks_by_supplier ON supplier_clocks (supplier, clock, number);
    ";
    const CATEGORIES: &'static [&'static str] = &[SupplierNoticeFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[SUPPLIER_NOTICES, SUPPLIER_CLOCKS];
    const USES_REFERENCE: bool = true;

    type Key = SupplierNoticeId;
    type Row = Recorded<SupplierNotice>;

    fn keys(event: &Event) -> impl IntoIterator<Item = SupplierNoticeId> {
        let Event::SupplierNotice(notice, _) = event else { return None };
        Some(*notice)
    }

    fn apply(row: &mut Self::Row, event: &Event) {
        let Event::SupplierNotice(_, entry) = event else { return };
        row.apply(entry);
    }

    fn weight(row: &Self::Row) -> usize {
        4_000 + 400 * (row.is.solutions.len() + row.is.responses.len() + row.is.receipts.len())
    }

    fn load(tables: &Connection, notice: &SupplierNoticeId) -> rusqlite::Result<Option<Self::Row>> {
        kept(tables, Self::NAME, notice)
    }

    fn store(
        tables: &Connection,
        id: &SupplierNoticeId,
        row: &mut Self::Row,
        reference: &Reference,
    ) -> rusqlite::Result<()> {
        let (Some(Place { first, opened_at, last }), is) = (row.place(), &row.is) else { return Ok(()) };
        let Some((supplier, ticket)) = &is.about else { return Ok(()) };
        let content = &is.content;
        let response = is.responses.iter().min_by_key(|(said, _)| said.at);
        let claim = is.liability.claim();
        let repair = claim.and_then(|claim| claim.repair.as_ref());
        let returned = is.solutions.iter().filter(|of| matches!(of.review, Review::Returned(_))).count();
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO supplier_notices (number, stream, supplier, ticket, stage, counts, class, engine_model,
                engine_serial, symptom, arose_at_us, failure_code, finding, part, parts, proposed_at_us, confirmed_at_us,
                sent_at_us, solution_within_us, response, responded_at_us, solutions, returned, review, solved_at_us, liability,
                claimed, borne, currency, hundredths, refuted, ended_at_us, evidence, last_changed_at_us, revision, due_at_us,
                kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37)",
        )?;
        upsert.execute(params![
            integer(first.0),
            Shown(id),
            Shown(supplier),
            Shown(ticket),
            Word(is.stage),
            is.counts(),
            content.class.map(Word),
            content.engine_model.as_ref().map(|model| model.as_str()),
            content.engine_serial.as_ref().map(Shown),
            content.symptom.as_ref().map(|symptom| symptom.as_str()),
            content.arose_at.map(Micros),
            content.failure_code.as_ref().map(|code| code.as_str()),
            content.finding.as_ref().map(|finding| finding.as_str()),
            content.parts.first().map(|part| part.number.as_str()),
            Json(&content.parts),
            Micros(opened_at),
            is.confirmed.as_ref().map(|(said, _)| Micros(said.at)),
            is.sent.as_ref().map(|(said, _)| Micros(said.at)),
            is.sent.as_ref().map(|(_, terms)| terms.solution_within.as_micros()),
            is.responses.iter().max_by_key(|(said, _)| said.at).map(|(_, response)| Word(*response)),
            response.map(|(said, _)| Micros(said.at)),
            integer(is.solutions.len() as u64),
            integer(returned as u64),
            is.last_solution().map(review),
            is.solved_at().map(Micros),
            is.liability.name(),
            repair.map(|repair| Shown(repair.amount)),
            claim.and_then(Claim::money_borne).map(Shown),
            claim.and_then(Claim::currency).map(Shown),
            is.responsibility.and_then(|(_, share)| share).map(events_schema::facts::responsibility::Share::hundredths),
            is.is_refuted(),
            is.ended.as_ref().map(|said| Micros(said.at)),
            is.evidence,
            Micros(last.recorded_at),
            integer(last.revision.0),
            is.next_notice(reference).map_err(unpinned)?.map(Micros),
            Json(&*row),
        ])?;
        tables.prepare_cached("DELETE FROM supplier_clocks WHERE notice = ?1")?.execute([Shown(id)])?;
        // Until the last event it is certain what the record showed.
        let clocks = is.clocks(last.recorded_at, reference).map_err(unpinned)?;
        for (index, clock) in (0..).zip(&clocks) {
            store_clock(tables, integer(first.0) * APART + index, id, is, clock)?;
        }
        Ok(())
    }
}

/// A notice has three clocks.
const APART: i64 = 4;

const fn review(solution: &Solution) -> &'static str {
    match solution.review {
        Review::Open => "open",
        Review::Accepted(_) => "accepted",
        Review::Returned(_) => "returned",
    }
}

fn store_clock(
    tables: &Connection,
    number: i64,
    id: &SupplierNoticeId,
    is: &SupplierNotice,
    clock: &Clock,
) -> rusqlite::Result<()> {
    let (state, stopped_at, stopped_by) = match clock.state {
        ClockState::Running => ("running", None, None),
        ClockState::Stopped { at, by } => ("stopped", Some(at), Some(by)),
        ClockState::Missed { at } => ("missed", Some(at), None),
        ClockState::Cancelled { at, by } => ("cancelled", Some(at), by),
    };
    let mut insert = tables.prepare_cached(
        "INSERT INTO supplier_clocks (number, notice, supplier, class, counts, clock, policy_version, target_us, started_at_us,
            started_by, clock_due_at_us, state, stopped_at_us, stopped_by, verdict, first_verdict, contested, judged_by_us,
            reassessed_by, provenance)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
    )?;
    insert.execute(params![
        number,
        Shown(id),
        is.supplier().map(Shown),
        is.content.class.map(Word),
        is.counts(),
        clock.clock.name(),
        clock.policy_version,
        clock.target.as_micros(),
        Micros(clock.started_at),
        Shown(clock.started_by),
        clock.due_at.map(Micros),
        state,
        stopped_at.map(Micros),
        stopped_by.map(Shown),
        clock.verdict.map(Word),
        clock.reassessed.and_then(|reassessed| reassessed.first_verdict).map(Word),
        clock.contested.map(Word),
        clock.judged_by.map(Micros),
        clock.reassessed.map(|reassessed| Shown(reassessed.by)),
        Word(clock.provenance),
    ])?;
    Ok(())
}

impl Deadlines for SupplierNotices {
    const TABLE: &'static str = "supplier_notices";
}
