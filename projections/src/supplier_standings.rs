//! How suppliers stand, and how they came there: proposals, decisions, objections, rewards and penalties (P7.3, open point 9).

mod published;

use domain::Reference;
use domain::supplier_standing::{ConsequenceKind, SupplierStanding};
use events_schema::facts::supplier_standing::{Business, SupplierStandingFact, SupplierStep, Worth};
use events_schema::ids::{SupplierEvaluationId, SupplierStandingId};
use events_schema::text::Paragraph;
use events_schema::{Entry, EventId, FactSet, Position, PrincipalId, Timestamp};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::columns::{Json, Micros, Shown, Word, integer};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::{SUPPLIER_STANDING_STEPS, SUPPLIER_STANDINGS};

/// The read model `supplier_standings`.
pub struct SupplierStandings;

/// How a supplier stands, as the fold keeps it, with everything on the way.
#[derive(Default, Serialize, Deserialize)]
pub struct Stands {
    record: Recorded<SupplierStanding>,
    steps: Vec<Step>,
    decided_at: Option<Timestamp>,
}

/// Something on the way.
#[derive(Serialize, Deserialize)]
struct Step {
    event: EventId,
    position: Option<Position>,
    at: Timestamp,
    by: PrincipalId,
    #[serde(rename = "type")]
    kind: String,
    is: Said,
}

/// What it says.
#[derive(Default, Serialize, Deserialize)]
struct Said {
    from: Option<SupplierStep>,
    to: Option<SupplierStep>,
    business: Option<Business>,
    evaluation: Option<SupplierEvaluationId>,
    answers: Option<EventId>,
    ruling: Option<events_schema::facts::supplier_evaluation::Ruling>,
    text: Option<Paragraph>,
    worth: Option<Worth>,
}

impl Said {
    fn of(fact: &SupplierStandingFact) -> Self {
        let nothing = Self::default();
        match fact {
            SupplierStandingFact::Opened(_) => Self { to: Some(SupplierStep::Approved), ..nothing },
            SupplierStandingFact::Proposed(fact) => {
                let (from, to, answers) = (Some(fact.from), Some(fact.to), Some(fact.score_event));
                Self { from, to, answers, evaluation: Some(fact.evaluation), ..nothing }
            }
            SupplierStandingFact::ProposalDeclined(fact) => {
                Self { answers: Some(fact.proposal), text: Some(fact.reason.clone()), ..nothing }
            }
            SupplierStandingFact::ProposalLapsed(fact) => Self { answers: Some(fact.proposal), ..nothing },
            SupplierStandingFact::Decided(fact) => {
                let (from, to, business) = (Some(fact.from), Some(fact.to), Some(fact.business));
                let (answers, text) = (fact.proposal.or(fact.objection), Some(fact.reason.clone()));
                Self { from, to, business, answers, text, ..nothing }
            }
            SupplierStandingFact::Objected(fact) => {
                Self { answers: Some(fact.decision), text: Some(fact.grounds.clone()), ..nothing }
            }
            SupplierStandingFact::ObjectionAnswered(fact) => {
                let (answers, ruling, text) = (Some(fact.objection), Some(fact.ruling), Some(fact.answer.clone()));
                Self { answers, ruling, text, ..nothing }
            }
            SupplierStandingFact::RewardRecorded(fact) => {
                Self { text: Some(fact.what.clone()), worth: fact.worth, evaluation: fact.evaluation, ..nothing }
            }
            SupplierStandingFact::PenaltyRecorded(fact) => {
                Self { text: Some(fact.what.clone()), worth: fact.worth, evaluation: fact.evaluation, ..nothing }
            }
            SupplierStandingFact::ConsequenceWithdrawn(fact) => {
                Self { answers: Some(fact.of), text: Some(fact.reason.clone()), ..nothing }
            }
        }
    }
}

impl Projection for SupplierStandings {
    const NAME: &'static str = "supplier_standings";
    const VERSION: u32 = 2;
    const TABLES: &'static str = "
        CREATE TABLE supplier_standings (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            supplier TEXT NOT NULL,
            standing TEXT NOT NULL,
            business TEXT NOT NULL,
            proposed TEXT,
            proposal TEXT,
            proposed_by_period TEXT,
            decided_at_us INTEGER,
            objections_until_us INTEGER,
            objection TEXT,
            rewards INTEGER NOT NULL,
            penalties INTEGER NOT NULL,
            opened_at_us INTEGER NOT NULL,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE INDEX standings_by_step ON supplier_standings (standing, number);
        CREATE TABLE supplier_standing_steps (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL,
            supplier TEXT NOT NULL,
            event TEXT NOT NULL,
            type TEXT NOT NULL,
            from_standing TEXT,
            to_standing TEXT,
            business TEXT,
            evaluation TEXT,
            answers TEXT,
            ruling TEXT,
            text TEXT,
            amount TEXT,
            currency TEXT,
            is_withdrawn INTEGER NOT NULL,
            recorded_by TEXT NOT NULL,
            recorded_at_us INTEGER NOT NULL,
            UNIQUE (stream, number)
        ) STRICT;
        CREATE INDEX steps_by_supplier ON supplier_standing_steps (supplier, number);
        CREATE INDEX steps_by_type ON supplier_standing_steps (type, number);
    ";
    const CATEGORIES: &'static [&'static str] = &[SupplierStandingFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[SUPPLIER_STANDINGS, SUPPLIER_STANDING_STEPS];

    type Key = SupplierStandingId;
    type Row = Stands;

    fn keys(event: &Event) -> impl IntoIterator<Item = SupplierStandingId> {
        let Event::SupplierStanding(standing, _) = event else { return None };
        Some(standing.clone())
    }

    fn apply(row: &mut Stands, event: &Event) {
        let Event::SupplierStanding(_, entry) = event else { return };
        row.record.apply(entry);
        if matches!(entry.fact, SupplierStandingFact::Decided(_)) {
            row.decided_at = Some(entry.envelope.recorded_at);
        }
        row.steps.push(Step::of(entry));
    }

    fn weight(row: &Stands) -> usize {
        2_000 + 500 * row.steps.len()
    }

    fn load(tables: &Connection, standing: &SupplierStandingId) -> rusqlite::Result<Option<Stands>> {
        kept(tables, Self::NAME, standing.stream())
    }

    fn store(tables: &Connection, id: &SupplierStandingId, row: &mut Stands, _: &Reference) -> rusqlite::Result<()> {
        let Some(Place { first, opened_at, last }) = row.record.place() else { return Ok(()) };
        let is = &row.record.is;
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO supplier_standings (number, stream, supplier, standing, business, proposed, proposal,
                proposed_by_period, decided_at_us, objections_until_us, objection, rewards, penalties, opened_at_us,
                last_changed_at_us, revision, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        )?;
        upsert.execute(params![
            integer(first.0),
            Shown(id.stream()),
            Shown(id),
            is.step.name(),
            Word(is.business),
            is.proposal.as_ref().map(|proposal| proposal.to.name()),
            is.proposal.as_ref().map(|proposal| Shown(proposal.event)),
            is.proposal.as_ref().map(|proposal| Shown(proposal.period)),
            row.decided_at.map(Micros),
            is.decision.as_ref().map(|decision| Micros(decision.objections_until)),
            is.objection.as_ref().map(|objection| Word(objection.is)),
            integer(is.standing(ConsequenceKind::Reward) as u64),
            integer(is.standing(ConsequenceKind::Penalty) as u64),
            Micros(opened_at),
            Micros(last.recorded_at),
            integer(last.revision.0),
            Json(&*row),
        ])?;
        let stream = id.stream();
        tables.prepare_cached("DELETE FROM supplier_standing_steps WHERE stream = ?1")?.execute([stream.as_str()])?;
        row.steps.iter().try_for_each(|step| store_step(tables, id, is, step))
    }
}

impl Step {
    fn of(entry: &Entry<SupplierStandingFact>) -> Self {
        Self {
            event: entry.id,
            position: entry.position,
            at: entry.envelope.recorded_at,
            by: entry.envelope.actor.id.clone(),
            kind: entry.fact.kind().to_owned(),
            is: Said::of(&entry.fact),
        }
    }
}

/// Each has the position of its event as number.
fn store_step(
    tables: &Connection,
    id: &SupplierStandingId,
    standing: &SupplierStanding,
    step: &Step,
) -> rusqlite::Result<()> {
    let Said { from, to, business, evaluation, answers, ruling, text, worth } = &step.is;
    let is_withdrawn = standing.consequences.get(&step.event).is_some_and(|of| of.is_withdrawn);
    let mut insert = tables.prepare_cached(
        "INSERT INTO supplier_standing_steps (number, stream, supplier, event, type, from_standing, to_standing, business,
            evaluation, answers, ruling, text, amount, currency, is_withdrawn, recorded_by, recorded_at_us)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?;
    insert.execute(params![
        step.position.map(|position| integer(position.0)),
        Shown(id.stream()),
        Shown(id),
        Shown(step.event),
        step.kind,
        from.map(SupplierStep::name),
        to.map(SupplierStep::name),
        business.map(Word),
        evaluation.map(Shown),
        answers.map(Shown),
        ruling.map(Word),
        text.as_ref().map(|text| text.as_str()),
        worth.map(|worth| Shown(worth.amount)),
        worth.map(|worth| Shown(worth.currency)),
        is_withdrawn,
        Shown(&step.by),
        Micros(step.at),
    ])?;
    Ok(())
}
