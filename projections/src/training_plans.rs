//! Training plans: what is taught to whom until when, what of it was held, and what is overdue (P6.1).

mod published;

use domain::Reference;
use domain::training_plan::{Item, ItemState, TrainingPlan};
use events_schema::FactSet;
use events_schema::facts::training_plan::TrainingPlanFact;
use events_schema::ids::TrainingPlanId;
use rusqlite::{Connection, params};

use crate::columns::{Json, Micros, Shown, Word, integer};
use crate::due::Deadlines;
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::{TRAINING_PLAN_ITEMS, TRAINING_PLANS};

/// The read model `training_plans`.
pub struct TrainingPlans;

impl Projection for TrainingPlans {
    const NAME: &'static str = "training_plans";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "
        CREATE TABLE training_plans (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            plan TEXT NOT NULL,
            stage TEXT NOT NULL,
            items INTEGER NOT NULL,
            held INTEGER NOT NULL,
            overdue INTEGER NOT NULL,
            held_late INTEGER NOT NULL,
            drafted_at_us INTEGER NOT NULL,
            approved_at_us INTEGER,
            approved_by TEXT,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            due_at_us INTEGER,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE INDEX plans_due ON training_plans (due_at_us) WHERE due_at_us IS NOT NULL;
        CREATE TABLE training_plan_items (
            number INTEGER PRIMARY KEY,
            plan TEXT NOT NULL,
            item INTEGER NOT NULL,
            state TEXT NOT NULL,
            course TEXT NOT NULL,
            departments TEXT NOT NULL,
            groups TEXT NOT NULL,
            people TEXT NOT NULL,
            target_us INTEGER NOT NULL,
            overdue_since_us INTEGER,
            is_approved INTEGER NOT NULL,
            need TEXT,
            session TEXT,
            held_at_us INTEGER
        ) STRICT;
        CREATE INDEX items_by_plan ON training_plan_items (plan, item);
        CREATE INDEX items_by_state ON training_plan_items (state, number);
        CREATE INDEX items_by_course ON training_plan_items (course, number);
    ";
    const CATEGORIES: &'static [&'static str] = &[TrainingPlanFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[TRAINING_PLANS, TRAINING_PLAN_ITEMS];

    type Key = TrainingPlanId;
    type Row = Recorded<TrainingPlan>;

    fn keys(event: &Event) -> impl IntoIterator<Item = TrainingPlanId> {
        let Event::TrainingPlan(plan, _) = event else { return None };
        Some(*plan)
    }

    fn apply(row: &mut Self::Row, event: &Event) {
        let Event::TrainingPlan(_, entry) = event else { return };
        row.apply(entry);
    }

    fn weight(row: &Self::Row) -> usize {
        1_000 + 2_000 * row.is.items.len()
    }

    fn load(tables: &Connection, plan: &TrainingPlanId) -> rusqlite::Result<Option<Self::Row>> {
        kept(tables, Self::NAME, plan.stream())
    }

    fn store(tables: &Connection, id: &TrainingPlanId, row: &mut Self::Row, _: &Reference) -> rusqlite::Result<()> {
        let Some(Place { first, opened_at, last }) = row.place() else { return Ok(()) };
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO training_plans (number, stream, plan, stage, items, held, overdue, held_late, drafted_at_us,
                approved_at_us, approved_by, last_changed_at_us, revision, due_at_us, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?;
        let count = |counts: fn(&Item) -> bool| integer(row.is.items.iter().filter(|item| counts(item)).count() as u64);
        upsert.execute(params![
            integer(first.0),
            Shown(id.stream()),
            Shown(id),
            Word(row.is.stage),
            count(|item| item.state != ItemState::Removed),
            count(is_held),
            count(|item| item.state == ItemState::Planned && item.overdue_since.is_some()),
            count(|item| is_held(item) && item.overdue_since.is_some()),
            Micros(opened_at),
            row.is.approved.as_ref().map(|(_, at)| Micros(*at)),
            row.is.approved.as_ref().map(|(by, _)| Shown(by)),
            Micros(last.recorded_at),
            integer(last.revision.0),
            row.is.overdue_at().map(Micros),
            Json(&*row),
        ])?;
        store_items(tables, *id, integer(first.0), &row.is.items)
    }
}

const fn is_held(item: &Item) -> bool {
    match item.state {
        ItemState::Held { .. } => true,
        ItemState::Planned | ItemState::Removed => false,
    }
}

/// So many numbers lie between two events, more than there are items of one plan.
const APART: i64 = 1_024;

fn store_items(tables: &Connection, plan: TrainingPlanId, first: i64, items: &[Item]) -> rusqlite::Result<()> {
    tables.prepare_cached("DELETE FROM training_plan_items WHERE plan = ?1")?.execute([Shown(plan)])?;
    let mut insert = tables.prepare_cached(
        "INSERT INTO training_plan_items (number, plan, item, state, course, departments, groups, people, target_us,
            overdue_since_us, is_approved, need, session, held_at_us)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?;
    for (index, Item { added, state, is_approved, overdue_since }) in (0..).zip(items) {
        let (session, held_at) = match state {
            ItemState::Held { session, held_at } => (Some(*session), Some(*held_at)),
            ItemState::Planned | ItemState::Removed => (None, None),
        };
        insert.execute(params![
            first * APART + index,
            Shown(plan),
            added.item,
            state.name(),
            Shown(&added.course),
            Json(&added.trainees.departments),
            Json(&added.trainees.groups),
            Json(&added.trainees.people),
            Micros(added.due_at),
            overdue_since.map(Micros),
            is_approved,
            added.need.map(Shown),
            session.map(Shown),
            held_at.map(Micros),
        ])?;
    }
    Ok(())
}

impl Deadlines for TrainingPlans {
    const TABLE: &'static str = "training_plans";
}
