//! Rewards: for what, for whom, and what became of them (P4.3.b).

mod published;

use domain::Reference;
use domain::reward::Reward;
use events_schema::facts::reward::{Award, RewardFact, RewardGround, WithdrawnBecause};
use events_schema::ids::{ImprovementId, ResponsibilityId, RewardId, TicketId};
use events_schema::values::OwnParty;
use events_schema::{FactSet, PrincipalId, Timestamp};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::columns::{Json, Micros, Shown, Word, integer};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::REWARDS;

/// The read model `rewards`.
pub struct Rewards;

/// A reward as the fold keeps it, with what became of it.
#[derive(Default, Serialize, Deserialize)]
pub struct Rewarded {
    record: Recorded<Reward>,
    award: Option<Award>,
    decided: Option<(PrincipalId, Timestamp)>,
    granted_at: Option<Timestamp>,
    withdrawn_at: Option<Timestamp>,
    overturned_by: Option<ResponsibilityId>,
}

impl Projection for Rewards {
    const NAME: &'static str = "rewards";
    const VERSION: u32 = 2;
    const TABLES: &'static str = "
        CREATE TABLE rewards (stream TEXT PRIMARY KEY, kept TEXT NOT NULL) STRICT;
        CREATE TABLE beneficiaries (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL,
            stage TEXT NOT NULL,
            ground TEXT NOT NULL,
            ticket TEXT,
            improvement TEXT,
            party TEXT NOT NULL,
            department TEXT,
            person TEXT,
            shared_by INTEGER NOT NULL,
            award TEXT NOT NULL,
            amount TEXT,
            currency TEXT,
            title TEXT,
            proposed_at_us INTEGER NOT NULL,
            proposed_by TEXT NOT NULL,
            scheme_version INTEGER,
            decided_at_us INTEGER,
            decided_by TEXT,
            granted_at_us INTEGER,
            withdrawn_at_us INTEGER,
            overturned_by TEXT,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX beneficiaries_by_reward ON beneficiaries (stream);
        CREATE INDEX beneficiaries_by_stage ON beneficiaries (stage, number);
        CREATE INDEX beneficiaries_by_person ON beneficiaries (person, number) WHERE person IS NOT NULL;
        CREATE INDEX beneficiaries_by_department ON beneficiaries (department, number) WHERE department IS NOT NULL;
        CREATE INDEX beneficiaries_by_ticket ON beneficiaries (ticket) WHERE ticket IS NOT NULL;
    ";
    const CATEGORIES: &'static [&'static str] = &[RewardFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[REWARDS];

    type Key = RewardId;
    type Row = Rewarded;

    fn keys(event: &Event) -> impl IntoIterator<Item = RewardId> {
        let Event::Reward(reward, _) = event else { return None };
        Some(*reward)
    }

    fn apply(row: &mut Rewarded, event: &Event) {
        let Event::Reward(_, entry) = event else { return };
        let (by, at) = (&entry.envelope.actor.id, entry.envelope.recorded_at);
        row.record.apply(entry);
        match &entry.fact {
            RewardFact::Proposed(fact) => row.award = Some(fact.award.clone()),
            RewardFact::Approved(fact) => (row.award, row.decided) = (Some(fact.award.clone()), Some((by.clone(), at))),
            RewardFact::Declined(_) => row.decided = Some((by.clone(), at)),
            RewardFact::Granted(_) => row.granted_at = Some(entry.envelope.occurred_at),
            RewardFact::Withdrawn(fact) => {
                row.withdrawn_at = Some(at);
                row.overturned_by = match fact.because {
                    WithdrawnBecause::Decided { .. } => None,
                    WithdrawnBecause::Overturned { case, .. } => Some(case),
                };
            }
        }
    }

    fn weight(row: &Rewarded) -> usize {
        let proposed = row.record.is.proposed.as_ref();
        2_000 + 300 * proposed.map_or(0, |(is, _)| is.beneficiaries.len() + is.rests_on.len())
    }

    fn load(tables: &Connection, reward: &RewardId) -> rusqlite::Result<Option<Rewarded>> {
        kept(tables, Self::NAME, reward)
    }

    fn store(tables: &Connection, id: &RewardId, row: &mut Rewarded, _: &Reference) -> rusqlite::Result<()> {
        let mut upsert = tables.prepare_cached("INSERT OR REPLACE INTO rewards (stream, kept) VALUES (?1, ?2)")?;
        upsert.execute(params![Shown(id), Json(&*row)])?;
        store_beneficiaries(tables, *id, row)
    }
}

/// So many numbers lie between two events, more than there are beneficiaries of one reward.
const APART: i64 = 64;

fn store_beneficiaries(tables: &Connection, id: RewardId, row: &Rewarded) -> rusqlite::Result<()> {
    let Some(Place { first, opened_at: proposed_at, last }) = row.record.place() else { return Ok(()) };
    let (Some((proposed, by)), Some(award)) = (&row.record.is.proposed, &row.award) else { return Ok(()) };
    let (ground, ticket, improvement) = ground(proposed.ground);
    let (award, amount, currency, title) = match award {
        Award::Bonus { amount, currency } => ("bonus", Some(amount), Some(currency), None),
        Award::CertificateOfHonour { title } => ("certificate_of_honour", None, None, Some(title)),
    };
    tables.prepare_cached("DELETE FROM beneficiaries WHERE stream = ?1")?.execute([Shown(id)])?;
    let mut insert = tables.prepare_cached(
        "INSERT INTO beneficiaries (number, stream, stage, ground, ticket, improvement, party, department, person, shared_by,
            award, amount, currency, title, proposed_at_us, proposed_by, scheme_version, decided_at_us, decided_by, granted_at_us,
            withdrawn_at_us, overturned_by, last_changed_at_us, revision)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)",
    )?;
    for (index, party) in (0..).zip(&proposed.beneficiaries) {
        let (party, department, person) = match party {
            OwnParty::Department { department } => ("department", Some(department), None),
            OwnParty::Person { person } => ("person", None, Some(person)),
        };
        insert.execute(params![
            integer(first.0) * APART + index,
            Shown(id),
            Word(row.record.is.stage),
            ground,
            ticket.map(Shown),
            improvement.map(Shown),
            party,
            department.map(Shown),
            person.map(Shown),
            integer(proposed.beneficiaries.len() as u64),
            award,
            amount.map(Shown),
            currency.map(Shown),
            title.map(|title| title.as_str()),
            Micros(proposed_at),
            Shown(by),
            proposed.by_rule.map(|rule| rule.scheme_version),
            row.decided.as_ref().map(|(_, at)| Micros(*at)),
            row.decided.as_ref().map(|(by, _)| Shown(by)),
            row.granted_at.map(Micros),
            row.withdrawn_at.map(Micros),
            row.overturned_by.map(Shown),
            Micros(last.recorded_at),
            integer(last.revision.0),
        ])?;
    }
    Ok(())
}

const fn ground(ground: RewardGround) -> (&'static str, Option<TicketId>, Option<ImprovementId>) {
    let kind = match ground {
        RewardGround::FastSolution { .. } => "fast_solution",
        RewardGround::InnovativeSolution { .. } => "innovative_solution",
        RewardGround::RecurrenceReduced { .. } => "recurrence_reduced",
    };
    (kind, ground.ticket(), ground.improvement())
}
