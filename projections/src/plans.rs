//! The history of emergency plans: each version, what taught it, and the emergencies that exercised it (P3.3.d).

mod exercise;
mod published;
mod version;

use domain::Reference;
use events_schema::FactSet;
use events_schema::facts::emergency_plan::EmergencyPlanFact;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{PlanId, TicketId};
use rusqlite::Connection;

use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use exercise::Exercise;
pub use published::{PLAN_EXERCISES, PLAN_VERSIONS};
use version::Version;

/// The read model `plans`.
pub struct Plans;

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanKey {
    /// A version of a plan.
    Version(PlanId, u32),
    /// A ticket whose team may have started one.
    Ticket(TicketId),
}

/// A row, as the fold keeps it.
#[derive(Default)]
pub struct PlanRow {
    version: Version,
    exercise: Exercise,
}

impl Projection for Plans {
    const NAME: &'static str = "plans";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "
        CREATE TABLE plan_versions (
            number INTEGER PRIMARY KEY,
            plan TEXT NOT NULL,
            version INTEGER NOT NULL,
            state TEXT NOT NULL,
            title TEXT NOT NULL,
            drafted_by TEXT NOT NULL,
            drafted_at_us INTEGER NOT NULL,
            decided_by TEXT,
            decided_at_us INTEGER,
            in_force_from_us INTEGER,
            lessons TEXT NOT NULL,
            content TEXT NOT NULL,
            UNIQUE (plan, version)
        ) STRICT;
        CREATE TABLE plan_exercises (
            number INTEGER PRIMARY KEY,
            ticket TEXT NOT NULL UNIQUE,
            plan TEXT NOT NULL,
            version INTEGER NOT NULL,
            started_at_us INTEGER NOT NULL,
            team_formed_at_us INTEGER,
            first_arrival_at_us INTEGER,
            safety_confirmed_at_us INTEGER,
            contained_at_us INTEGER,
            temporarily_solved_at_us INTEGER,
            solved_at_us INTEGER,
            evaluated_at_us INTEGER,
            finding TEXT,
            proposal TEXT
        ) STRICT;
        CREATE INDEX exercises_by_plan ON plan_exercises (plan, version);
        CREATE TABLE exercises_kept (ticket TEXT PRIMARY KEY, kept BLOB NOT NULL) STRICT, WITHOUT ROWID;
    ";
    const CATEGORIES: &'static [&'static str] = &[EmergencyPlanFact::CATEGORY, TicketFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[PLAN_VERSIONS, PLAN_EXERCISES];

    type Key = PlanKey;
    type Row = PlanRow;

    fn keys(event: &Event) -> impl IntoIterator<Item = PlanKey> {
        if let Event::Plan(plan, entry) = event {
            return Some(PlanKey::Version(plan.clone(), version::version_of(&entry.fact)));
        }
        let (ticket, entry) = event.of_ticket()?;
        exercise::concerns(&entry.fact).then_some(PlanKey::Ticket(ticket))
    }

    fn apply(row: &mut PlanRow, event: &Event) {
        if let Event::Plan(_, entry) = event {
            row.version.apply(entry);
        } else if let Some((_, entry)) = event.of_ticket() {
            row.exercise.apply(entry);
        }
    }

    fn weight(row: &PlanRow) -> usize {
        500 + row.version.weight() + row.exercise.weight()
    }

    fn load(tables: &Connection, key: &PlanKey) -> rusqlite::Result<Option<PlanRow>> {
        Ok(match key {
            PlanKey::Version(plan, number) => {
                Version::load(tables, plan, *number)?.map(|version| PlanRow { version, exercise: Exercise::default() })
            }
            PlanKey::Ticket(ticket) => {
                Exercise::load(tables, *ticket)?.map(|exercise| PlanRow { version: Version::default(), exercise })
            }
        })
    }

    fn store(tables: &Connection, key: &PlanKey, row: &mut PlanRow, _: &Reference) -> rusqlite::Result<()> {
        match key {
            PlanKey::Version(plan, version) => row.version.store(tables, plan, *version),
            PlanKey::Ticket(ticket) => row.exercise.store(tables, *ticket),
        }
    }
}
