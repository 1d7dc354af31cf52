//! Training needs: what issues or people say that has to be learnt, and what was decided about it (P6.1).

mod published;

use domain::Reference;
use domain::training_need::TrainingNeed;
use events_schema::facts::training_need::{FrequentCause, NeedSource, TrainingNeedFact};
use events_schema::ids::TrainingNeedId;
use events_schema::{FactSet, PrincipalId, Timestamp};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::columns::{Json, Micros, Shown, Word, integer};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::TRAINING_NEEDS;

/// The read model `training_needs`.
pub struct TrainingNeeds;

/// A need as the fold keeps it, with who decided about it last.
#[derive(Default, Serialize, Deserialize)]
pub struct Needed {
    record: Recorded<TrainingNeed>,
    decided: Option<(PrincipalId, Timestamp)>,
}

impl Projection for TrainingNeeds {
    const NAME: &'static str = "training_needs";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "
        CREATE TABLE training_needs (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            stage TEXT NOT NULL,
            source TEXT NOT NULL,
            reason TEXT,
            failure_code TEXT,
            period TEXT,
            department TEXT,
            group_code TEXT,
            issues INTEGER,
            of_issues INTEGER,
            since_us INTEGER,
            tickets TEXT,
            trainees TEXT NOT NULL,
            course TEXT,
            proposed_at_us INTEGER NOT NULL,
            proposed_by TEXT NOT NULL,
            decided_at_us INTEGER,
            decided_by TEXT,
            plan TEXT,
            target_us INTEGER,
            session TEXT,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE INDEX needs_by_stage ON training_needs (stage, number);
        CREATE INDEX needs_by_plan ON training_needs (plan, number) WHERE plan IS NOT NULL;
        CREATE INDEX needs_by_code ON training_needs (failure_code, number) WHERE failure_code IS NOT NULL;
    ";
    const CATEGORIES: &'static [&'static str] = &[TrainingNeedFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[TRAINING_NEEDS];

    type Key = TrainingNeedId;
    type Row = Needed;

    fn keys(event: &Event) -> impl IntoIterator<Item = TrainingNeedId> {
        let Event::TrainingNeed(need, _) = event else { return None };
        Some(*need)
    }

    fn apply(row: &mut Needed, event: &Event) {
        let Event::TrainingNeed(_, entry) = event else { return };
        row.record.apply(entry);
        match &entry.fact {
            TrainingNeedFact::Accepted(_) | TrainingNeedFact::Declined(_) => {
                row.decided = Some((entry.envelope.actor.id.clone(), entry.envelope.recorded_at));
            }
            TrainingNeedFact::Dropped(_) => row.decided = None,
            TrainingNeedFact::Proposed(_) | TrainingNeedFact::Met(_) => {}
        }
    }

    fn weight(_: &Needed) -> usize {
        20_000
    }

    fn load(tables: &Connection, need: &TrainingNeedId) -> rusqlite::Result<Option<Needed>> {
        kept(tables, Self::NAME, need)
    }

    fn store(tables: &Connection, id: &TrainingNeedId, row: &mut Needed, _: &Reference) -> rusqlite::Result<()> {
        let Some(Place { first, opened_at, last }) = row.record.place() else { return Ok(()) };
        let is = &row.record.is;
        let Some((proposed, by)) = &is.proposed else { return Ok(()) };
        let (source, reason, cause) = match &proposed.source {
            NeedSource::Issues { cause } => ("issues", None, Some(cause)),
            NeedSource::Person { reason } => ("person", Some(reason.as_str()), None),
        };
        let accepted = is.accepted.as_ref();
        let course = accepted.map(|accepted| &accepted.course).or(proposed.course.as_ref());
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO training_needs (number, stream, stage, source, reason, failure_code, period, department,
                group_code, issues, of_issues, since_us, tickets, trainees, course, proposed_at_us, proposed_by, decided_at_us,
                decided_by, plan, target_us, session, last_changed_at_us, revision, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
                ?24, ?25)",
        )?;
        let of = |part: fn(&FrequentCause) -> u32| cause.map(part);
        let values = params![
            integer(first.0),
            Shown(id),
            Word(is.stage),
            source,
            reason,
            cause.map(|cause| cause.failure_code.as_str()),
            cause.map(|cause| Shown(cause.period)),
            cause.and_then(|cause| cause.department.as_ref()).map(Shown),
            cause.and_then(|cause| cause.group.as_ref()).map(Shown),
            of(|cause| cause.issues),
            of(|cause| cause.of),
            cause.map(|cause| Micros(cause.since)),
            cause.map(|cause| Json(&cause.tickets)),
            Json(accepted.map_or(&proposed.trainees, |accepted| &accepted.trainees)),
            course.map(Shown),
            Micros(opened_at),
            Shown(by),
            row.decided.as_ref().map(|(_, at)| Micros(*at)),
            row.decided.as_ref().map(|(by, _)| Shown(by)),
            accepted.map(|accepted| Shown(accepted.plan)),
            accepted.map(|accepted| Micros(accepted.due_at)),
            is.met_by.map(Shown),
            Micros(last.recorded_at),
            integer(last.revision.0),
            Json(&*row),
        ];
        upsert.execute(values).map(|_| ())
    }
}
