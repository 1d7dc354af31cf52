//! Tickets as measures need them: when what was reached, what became of their clocks, and what they are about (P4.3.a, P5.3).

mod case;
mod published;
mod query;

use domain::Reference;
use domain::clocks::Marks;
use domain::measures::{Case, Judged, outcomes};
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::TicketId;
use events_schema::values::{Amount, Currency};
use events_schema::{ActorKind, Duration, Entry, FactSet, Position};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use self::case::{Piece, piece};
use crate::columns::{Json, Micros, Packed, Shown, Word, integer, unpinned};
use crate::event::Event;
use crate::history::History;
use crate::projection::Projection;
use crate::published::PublishedView;
pub use published::TICKET_MEASURES;
pub(crate) use query::cases_in;

/// The read model `ticket_measures`.
pub struct TicketMeasures;

/// A ticket as the fold keeps it.
#[derive(Default, Serialize, Deserialize)]
pub struct Measured {
    first: Option<Position>,
    history: History<Piece>,
    marks: Marks,
    entries: u32,
    /// How long after they had happened entries were recorded, of those that may be late by some policy.
    delays: Vec<Duration>,
}

/// No policy calls an entry late that is younger.
const LATE_AT_LEAST: Duration = Duration::from_hours(1);

impl Measured {
    fn apply(&mut self, entry: &Entry<TicketFact>) {
        self.first = self.first.or(entry.position);
        self.history.apply(entry, piece);
        self.marks.apply(entry);
        let envelope = &entry.envelope;
        if envelope.actor.kind == ActorKind::Staff && !envelope.origin.is_import() {
            self.entries += 1;
            let delay = envelope.recorded_at.since(envelope.occurred_at);
            if delay > LATE_AT_LEAST {
                self.delays.push(delay);
            }
        }
    }

    /// The case that it comes to; `None` before anything was reported.
    fn case(&self, ticket: TicketId, reference: &Reference) -> rusqlite::Result<Option<Case>> {
        let Some((case, policy_version)) = case::of(ticket, &self.history, reference) else { return Ok(None) };
        let policy = reference.policy_version(policy_version).map_err(unpinned)?;
        let late = self.delays.iter().filter(|delay| **delay > policy.open.measures.late_entry_after);
        let (clocks, signs) = outcomes(&self.marks, reference).map_err(unpinned)?;
        let late_entries = u32::try_from(late.count()).unwrap_or(u32::MAX);
        Ok(Some(Case { clocks, signs, entries: self.entries, late_entries, ..case }))
    }
}

/// The case that some entries of a ticket come to, in their order; `None` if nothing was reported.
///
/// # Errors
/// If a version is missing.
pub fn case_of<'a>(
    ticket: TicketId,
    entries: impl IntoIterator<Item = &'a Entry<TicketFact>>,
    reference: &Reference,
) -> rusqlite::Result<Option<Case>> {
    let mut measured = Measured::default();
    entries.into_iter().for_each(|entry| measured.apply(entry));
    measured.case(ticket, reference)
}

impl Projection for TicketMeasures {
    const NAME: &'static str = "ticket_measures";
    const VERSION: u32 = 3;
    const TABLES: &'static str = "
        CREATE TABLE kept (ticket TEXT PRIMARY KEY, kept BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE ticket_measures (
            number INTEGER PRIMARY KEY,
            ticket TEXT NOT NULL,
            class TEXT,
            channel TEXT,
            issue_type TEXT,
            engine_model TEXT,
            engine_serial TEXT,
            group_code TEXT,
            person TEXT,
            department TEXT,
            failure_code TEXT,
            cause TEXT,
            part TEXT,
            supplier TEXT,
            received_at_us INTEGER NOT NULL,
            triaged_at_us INTEGER,
            assigned_at_us INTEGER,
            contacted_at_us INTEGER,
            arrived_at_us INTEGER,
            relieved_at_us INTEGER,
            solved_at_us INTEGER,
            ended_at_us INTEGER,
            ended TEXT,
            rating INTEGER,
            visits INTEGER NOT NULL,
            came_back INTEGER NOT NULL,
            entries INTEGER NOT NULL,
            late_entries INTEGER NOT NULL,
            judged INTEGER NOT NULL,
            met INTEGER NOT NULL,
            waived INTEGER NOT NULL,
            signs INTEGER NOT NULL,
            costs TEXT NOT NULL,
            stood_still_us INTEGER NOT NULL,
            stands_since_us INTEGER,
            last_at_us INTEGER NOT NULL,
            measured BLOB NOT NULL
        ) STRICT;
        CREATE INDEX measured_by_time ON ticket_measures (last_at_us);
    ";
    const CATEGORIES: &'static [&'static str] = &[TicketFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[TICKET_MEASURES];
    const USES_REFERENCE: bool = true;

    type Key = TicketId;
    type Row = Measured;

    fn keys(event: &Event) -> impl IntoIterator<Item = TicketId> {
        event.of_ticket().map(|(ticket, _)| ticket)
    }

    fn apply(row: &mut Measured, event: &Event) {
        if let Some((_, entry)) = event.of_ticket() {
            row.apply(entry);
        }
    }

    fn weight(row: &Measured) -> usize {
        800 + 150 * row.history.len() + 300 * row.marks.len()
    }

    fn load(tables: &Connection, ticket: &TicketId) -> rusqlite::Result<Option<Measured>> {
        let mut select = tables.prepare_cached("SELECT kept FROM kept WHERE ticket = ?1")?;
        Ok(select.query_row([Shown(ticket)], |row| row.get(0)).optional()?.map(|Packed(kept)| kept))
    }

    fn store(
        tables: &Connection,
        ticket: &TicketId,
        row: &mut Measured,
        reference: &Reference,
    ) -> rusqlite::Result<()> {
        let mut keep = tables.prepare_cached("INSERT OR REPLACE INTO kept (ticket, kept) VALUES (?1, ?2)")?;
        keep.execute(params![Shown(ticket), Packed(&*row)])?;
        match (row.first, row.case(*ticket, reference)?) {
            (Some(number), Some(case)) => show(tables, number, &case),
            (_, _) => Ok(()),
        }
    }
}

/// A cost as the view has it.
#[derive(Serialize, Deserialize)]
struct Costs {
    amount: Amount,
    currency: Currency,
}

fn costs(case: &Case) -> Vec<Costs> {
    case.costs.iter().map(|cost| Costs { amount: cost.amount, currency: cost.currency }).collect()
}

fn show(tables: &Connection, number: Position, case: &Case) -> rusqlite::Result<()> {
    let mut upsert = tables.prepare_cached(
        "INSERT OR REPLACE INTO ticket_measures (number, ticket, class, channel, issue_type, engine_model, engine_serial, group_code,
            person, department, failure_code, cause, part, supplier, received_at_us, triaged_at_us, assigned_at_us,
            contacted_at_us, arrived_at_us, relieved_at_us, solved_at_us, ended_at_us, ended, rating, visits, came_back,
            entries, late_entries, judged, met, waived, signs, costs, stood_still_us, stands_since_us, last_at_us, measured)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
            ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37)",
    )?;
    let (of, ended) = (&case.traits, case.stands_ended());
    let judged = |is: fn(&Judged) -> bool| integer(case.clocks.iter().filter(|clock| is(&clock.is)).count() as u64);
    let at = |reached: Option<(events_schema::Timestamp, events_schema::EventId)>| reached.map(|(at, _)| Micros(at));
    upsert.execute(params![
        integer(number.0),
        Shown(case.ticket),
        of.class.map(Word),
        of.channel.map(Word),
        of.issue_type.as_ref().map(Shown),
        of.engine_model.as_ref().map(|line| line.as_str()),
        of.engine_serial.as_ref().map(|serial| serial.as_str()),
        of.group.as_ref().map(Shown),
        of.person.as_ref().map(Shown),
        of.department.as_ref().map(Shown),
        of.failure_code.as_ref().map(|line| line.as_str()),
        of.cause.map(Word),
        of.part.as_ref().map(|line| line.as_str()),
        of.supplier.as_ref().map(Shown),
        Micros(case.received.0),
        at(case.triaged_at),
        case.assigned_at.map(Micros),
        at(case.contacted_at),
        at(case.arrived_at),
        at(case.relieved_at),
        at(case.last_solved()),
        ended.map(|ended| Micros(ended.at)),
        ended.map(|ended| ended.how.name()),
        case.rated.iter().filter_map(|rated| rated.rating).next_back(),
        case.visits,
        integer(case.came_back.len() as u64),
        case.entries,
        case.late_entries,
        judged(|is| matches!(is, Judged::Met(_) | Judged::Breached(_))),
        judged(|is| matches!(is, Judged::Met(_))),
        integer(case.clocks.iter().filter(|clock| clock.is_waived).count() as u64),
        integer(case.signs.len() as u64),
        Json(&costs(case)),
        case.stood_still
            .iter()
            .filter_map(|stood| Some(stood.until?.0.since(stood.from).as_micros().max(0)))
            .sum::<i64>(),
        case.stood_still.iter().find(|stood| stood.until.is_none()).map(|stood| Micros(stood.from)),
        Micros(case.last_at()),
        Packed(case),
    ])?;
    Ok(())
}
