//! An emergency in which a plan was exercised, with its times as corrected.

use events_schema::facts::ticket::{PlanFindings, TicketFact, unpacked};
use events_schema::ids::{PlanId, TicketId};
use events_schema::text::Paragraph;
use events_schema::{Entry, Position, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::columns::{Micros, Packed, Shown, integer};
use crate::history::History;

/// A ticket as the fold keeps it.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Exercise {
    number: Option<Position>,
    history: History<Piece>,
}

/// What the history of plans shows of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Piece {
    Started(PlanId, u32),
    TeamFormed,
    Arrived,
    Safe,
    Contained,
    TemporarilySolved,
    Solved,
    Evaluated(Option<Paragraph>),
}

fn piece(fact: &TicketFact) -> Option<Piece> {
    match fact {
        TicketFact::PlanActivated(fact) => Some(Piece::Started(fact.plan.clone(), fact.version)),
        TicketFact::TeamFormed(_) => Some(Piece::TeamFormed),
        TicketFact::StaffArrived(_) => Some(Piece::Arrived),
        TicketFact::SafetyConfirmed(_) => Some(Piece::Safe),
        TicketFact::DangerContained(_) => Some(Piece::Contained),
        TicketFact::TemporarySolutionApplied(_) => Some(Piece::TemporarilySolved),
        TicketFact::SolutionFinished(_) => Some(Piece::Solved),
        TicketFact::ResponseEvaluated(fact) => Some(Piece::Evaluated(match &fact.plan_findings {
            PlanFindings::NoChange => None,
            PlanFindings::Improve { proposal } => Some(proposal.clone()),
        })),
        _ => None,
    }
}

/// Whether a fact, or what it amends, may be one of those.
pub(super) fn concerns(fact: &TicketFact) -> bool {
    match fact {
        TicketFact::EntryMovedIn(_) | TicketFact::DuplicateAbsorbed(_) => true,
        fact => fact.amends().is_some() || piece(fact).is_some(),
    }
}

impl Exercise {
    pub(super) fn apply(&mut self, entry: &Entry<TicketFact>) {
        if self.history.apply(entry, piece) {
            self.number = self.number.or(unpacked(entry).position).or(entry.position);
        }
    }

    pub(super) fn weight(&self) -> usize {
        200 * self.history.len()
    }

    /// When something of the kind happened first.
    fn first(&self, is: impl Fn(&Piece) -> bool) -> Option<Micros> {
        self.times(is).min().map(Micros)
    }

    fn times(&self, is: impl Fn(&Piece) -> bool) -> impl Iterator<Item = Timestamp> {
        self.history.iter().filter(move |kept| is(&kept.is)).map(|kept| kept.at)
    }

    pub(super) fn load(tables: &Connection, ticket: TicketId) -> rusqlite::Result<Option<Self>> {
        let mut select = tables.prepare_cached("SELECT kept FROM exercises_kept WHERE ticket = ?1")?;
        let kept = select.query_row([Shown(ticket)], |row| row.get(0)).optional()?;
        Ok(kept.map(|Packed(kept)| kept))
    }

    pub(super) fn store(&self, tables: &Connection, ticket: TicketId) -> rusqlite::Result<()> {
        let Some(number) = self.number else { return Ok(()) };
        let mut keep = tables.prepare_cached("INSERT OR REPLACE INTO exercises_kept (ticket, kept) VALUES (?1, ?2)")?;
        keep.execute(params![Shown(ticket), Packed(self)])?;
        let started = self.history.iter().rev().find_map(|kept| match &kept.is {
            Piece::Started(plan, version) => Some((plan, *version, kept.at)),
            _ => None,
        });
        let Some((plan, version, started_at)) = started else {
            // What was started by mistake was not started.
            let mut delete = tables.prepare_cached("DELETE FROM plan_exercises WHERE ticket = ?1")?;
            return delete.execute([Shown(ticket)]).map(|_| ());
        };
        let evaluation = self.history.iter().rev().find_map(|kept| match &kept.is {
            Piece::Evaluated(proposal) => Some((proposal.as_ref(), kept.at)),
            _ => None,
        });
        let finding = evaluation.map(|(proposal, _)| if proposal.is_some() { "improve" } else { "no_change" });
        let solved = self.times(|piece| *piece == Piece::Solved).max().map(Micros);
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO plan_exercises (number, ticket, plan, version, started_at_us, team_formed_at_us,
                first_arrival_at_us, safety_confirmed_at_us, contained_at_us, temporarily_solved_at_us, solved_at_us,
                evaluated_at_us, finding, proposal)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?;
        let values = params![
            integer(number.0),
            Shown(ticket),
            Shown(plan),
            version,
            Micros(started_at),
            self.first(|piece| *piece == Piece::TeamFormed),
            self.first(|piece| *piece == Piece::Arrived),
            self.first(|piece| *piece == Piece::Safe),
            self.first(|piece| *piece == Piece::Contained),
            self.first(|piece| *piece == Piece::TemporarilySolved),
            solved,
            evaluation.map(|(_, at)| Micros(at)),
            finding,
            evaluation.and_then(|(proposal, _)| proposal).map(Paragraph::as_str),
        ];
        upsert.execute(values).map(|_| ())
    }
}
