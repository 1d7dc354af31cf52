//! Corrective actions of suppliers, gate by gate: due, overdue, answered, accepted, verified (P7.2).

mod published;

use domain::Reference;
use domain::corrective_action::{CorrectiveAction, Gate, Review};
use events_schema::FactSet;
use events_schema::facts::corrective_action::{CorrectiveActionFact, EightD};
use events_schema::ids::CorrectiveActionId;
use rusqlite::{Connection, params};

use crate::columns::{Json, Micros, Shown, Word, integer};
use crate::due::Deadlines;
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::{ACTION_GATES, CORRECTIVE_ACTIONS};

/// The read model `corrective_actions`.
pub struct CorrectiveActions;

impl Projection for CorrectiveActions {
    const NAME: &'static str = "corrective_actions";
    const VERSION: u32 = 3;
    const TABLES: &'static str = "
        CREATE TABLE corrective_actions (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            supplier TEXT NOT NULL,
            notices TEXT NOT NULL,
            stage TEXT NOT NULL,
            level TEXT,
            requested_at_us INTEGER NOT NULL,
            last_due_at_us INTEGER,
            returned INTEGER NOT NULL,
            overdue INTEGER NOT NULL,
            effective_from_us INTEGER,
            verified_at_us INTEGER,
            without_effect INTEGER NOT NULL,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            due_at_us INTEGER,
            said_by TEXT,
            rounds TEXT NOT NULL,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE INDEX actions_due ON corrective_actions (due_at_us) WHERE due_at_us IS NOT NULL;
        CREATE INDEX actions_by_supplier ON corrective_actions (supplier, number);
        CREATE INDEX actions_by_stage ON corrective_actions (stage, number);
        CREATE TABLE action_gates (
            number INTEGER PRIMARY KEY,
            action TEXT NOT NULL,
            supplier TEXT NOT NULL,
            gate TEXT NOT NULL,
            gate_due_at_us INTEGER NOT NULL,
            overdue_since_us INTEGER,
            answered_at_us INTEGER,
            answer TEXT,
            review TEXT,
            UNIQUE (action, number)
        ) STRICT;
        CREATE INDEX gates_by_supplier ON action_gates (supplier, number);
    ";
    const CATEGORIES: &'static [&'static str] = &[CorrectiveActionFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[CORRECTIVE_ACTIONS, ACTION_GATES];

    type Key = CorrectiveActionId;
    type Row = Recorded<CorrectiveAction>;

    fn keys(event: &Event) -> impl IntoIterator<Item = CorrectiveActionId> {
        let Event::CorrectiveAction(action, _) = event else { return None };
        Some(*action)
    }

    fn apply(row: &mut Self::Row, event: &Event) {
        let Event::CorrectiveAction(_, entry) = event else { return };
        row.apply(entry);
    }

    fn weight(row: &Self::Row) -> usize {
        let notices = row.is.owed.as_ref().map_or(0, |(_, notices)| notices.len());
        2_000 + 100 * notices + 200 * row.is.rounds.len()
    }

    fn load(tables: &Connection, action: &CorrectiveActionId) -> rusqlite::Result<Option<Self::Row>> {
        kept(tables, Self::NAME, action)
    }

    fn store(tables: &Connection, id: &CorrectiveActionId, row: &mut Self::Row, _: &Reference) -> rusqlite::Result<()> {
        let Some(Place { first, opened_at, last }) = row.place() else { return Ok(()) };
        let Some((supplier, notices)) = &row.is.owed else { return Ok(()) };
        let overdue = row.is.gates.values().filter(|gate| gate.overdue_since.is_some()).count();
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO corrective_actions (number, stream, supplier, notices, stage, level, requested_at_us,
                last_due_at_us, returned, overdue, effective_from_us, verified_at_us, without_effect, last_changed_at_us,
                revision, due_at_us, said_by, rounds, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        )?;
        upsert.execute(params![
            integer(first.0),
            Shown(id),
            Shown(supplier),
            Json(notices),
            Word(row.is.stage),
            row.is.level.map(Word),
            Micros(opened_at),
            row.is.due_at().map(Micros),
            row.is.returned,
            integer(overdue as u64),
            row.is.effective_from.map(Micros),
            row.is.verified_at.map(Micros),
            row.is.without_effect,
            Micros(last.recorded_at),
            integer(last.revision.0),
            row.is.overdue_at().map(Micros),
            row.is.said_by.map(Shown),
            Json(&row.is.rounds),
            Json(&*row),
        ])?;
        tables.prepare_cached("DELETE FROM action_gates WHERE action = ?1")?.execute([Shown(id)])?;
        for (index, (gate, is)) in (0..).zip(&row.is.gates) {
            store_gate(tables, (integer(first.0) * APART + index, id), supplier, (*gate, is))?;
        }
        Ok(())
    }
}

/// An action has at most five gates.
const APART: i64 = 8;

fn store_gate(
    tables: &Connection,
    (number, action): (i64, &CorrectiveActionId),
    supplier: &events_schema::ids::SupplierId,
    (gate, is): (EightD, &Gate),
) -> rusqlite::Result<()> {
    let review = is.answer.as_ref().map(|answer| match answer.review {
        Review::Open => "open",
        Review::Accepted => "accepted",
        Review::Returned => "returned",
    });
    let mut insert = tables.prepare_cached(
        "INSERT INTO action_gates (number, action, supplier, gate, gate_due_at_us, overdue_since_us, answered_at_us, answer,
            review)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    insert.execute(params![
        number,
        Shown(action),
        Shown(supplier),
        gate.name(),
        Micros(is.due_at),
        is.overdue_since.map(Micros),
        is.answer.as_ref().map(|answer| Micros(answer.at)),
        is.answer.as_ref().map(|answer| Shown(answer.event)),
        review,
    ])?;
    Ok(())
}

impl Deadlines for CorrectiveActions {
    const TABLE: &'static str = "corrective_actions";
}
