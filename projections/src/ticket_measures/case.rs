//! What a ticket's history says for measures.

use domain::Reference;
use domain::measures::{CameBack, Case, Cost, End, Ended, Rated, StoodStill, Traits};
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{GroupId, IssueTypeId, PersonId, TicketId};
use events_schema::text::Line;
use events_schema::values::{Amount, CauseCategory, Currency, EngineSerial, IntakeChannel, TicketClass};
use events_schema::{EventId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::history::{History, Kept};

/// What measures need of a fact.
#[derive(Serialize, Deserialize)]
pub(super) enum Piece {
    Report(Box<Head>),
    Completion(Option<Line>),
    Engine(Option<EngineSerial>),
    Class(TicketClass, Option<IssueTypeId>),
    Group(GroupId),
    Person(PersonId),
    Reached,
    Arrived,
    Relieved,
    Diagnosis(CauseCategory, Line, Option<(Line, Option<Line>)>),
    Solved,
    Rated(Option<u8>),
    Refused(Option<u8>),
    Ended(Over),
    Reopened,
    Cost(Amount, Currency),
    OutOfService,
    BackInService,
}

/// What a report says.
#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    channel: IntakeChannel,
    engine_model: Option<Line>,
    engine_serial: Option<EngineSerial>,
    policy_version: u32,
}

/// How it ended.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) enum Over {
    Confirmed,
    Unconfirmed,
    Withdrawn,
    Merged,
}

impl From<Over> for End {
    fn from(over: Over) -> Self {
        match over {
            Over::Confirmed => Self::Confirmed,
            Over::Unconfirmed => Self::Unconfirmed,
            Over::Withdrawn => Self::Withdrawn,
            Over::Merged => Self::Merged,
        }
    }
}

pub(super) fn piece(fact: &TicketFact) -> Option<Piece> {
    Some(match fact {
        TicketFact::Reported(fact) => Piece::Report(Box::new(Head {
            channel: fact.channel,
            engine_model: fact.engine_model.clone(),
            engine_serial: fact.engine_serial.clone(),
            policy_version: fact.policy_version,
        })),
        TicketFact::IntakeCompleted(fact) => Piece::Completion(fact.engine_model.clone()),
        TicketFact::EngineIdentified(fact) => Piece::Engine(fact.serial.clone()),
        TicketFact::Classified(fact) => Piece::Class(fact.class, fact.issue_type.clone()),
        TicketFact::ClassCorrected(fact) => Piece::Class(fact.class, fact.issue_type.clone()),
        TicketFact::ClassChangeApproved(fact) => Piece::Class(fact.class, fact.issue_type.clone()),
        TicketFact::Assigned(fact) => Piece::Group(fact.group.clone()),
        TicketFact::Reassigned(fact) => Piece::Group(fact.to.clone()),
        TicketFact::TakenOver(fact) => Piece::Person(fact.person.clone()),
        TicketFact::CustomerReached(_) => Piece::Reached,
        TicketFact::StaffArrived(_) => Piece::Arrived,
        TicketFact::TemporarySolutionApplied(_) => Piece::Relieved,
        TicketFact::DiagnosisConcluded(fact) => {
            let part = fact.part.as_ref().map(|part| (part.number.clone(), part.supplier.clone()));
            Piece::Diagnosis(fact.category, fact.failure_code.clone(), part)
        }
        TicketFact::SolutionFinished(_) => Piece::Solved,
        TicketFact::SatisfactionConfirmed(fact) => Piece::Rated(fact.rating.map(u8::from)),
        TicketFact::SatisfactionRefused(fact) => Piece::Refused(fact.rating.map(u8::from)),
        TicketFact::Closed(_) => Piece::Ended(Over::Confirmed),
        TicketFact::ClosedUnconfirmed(_) => Piece::Ended(Over::Unconfirmed),
        TicketFact::Withdrawn(_) => Piece::Ended(Over::Withdrawn),
        TicketFact::Merged(_) => Piece::Ended(Over::Merged),
        TicketFact::Reopened(_) => Piece::Reopened,
        TicketFact::CostRecorded(fact) => Piece::Cost(fact.amount, fact.currency),
        TicketFact::EngineOutOfService(_) => Piece::OutOfService,
        TicketFact::EngineBackInService(_) => Piece::BackInService,
        // Times of clocks come from marks; of the rest no measure asks.
        _ => return None,
    })
}

/// The case without its clocks and entries, and the policy under which it was received.
pub(super) fn of(ticket: TicketId, history: &History<Piece>, reference: &Reference) -> Option<(Case, u32)> {
    let mut happened: Vec<&Kept<Piece>> = history.iter().collect();
    // Of two at the same instant the one that was recorded first comes first.
    happened.sort_by_key(|kept| kept.at);
    let (received, head) = happened.iter().find_map(|kept| match &kept.is {
        Piece::Report(head) => Some(((kept.at, kept.event), head)),
        _ => None,
    })?;
    let traits = Traits {
        channel: Some(head.channel),
        engine_model: head.engine_model.clone(),
        engine_serial: head.engine_serial.clone(),
        ..Traits::default()
    };
    let mut told = Told { reference, case: Case::reported(ticket, received, traits), is_on_site: false };
    for kept in happened {
        told.takes(kept);
    }
    Some((told.case, head.policy_version))
}

/// A case as it is told, piece by piece.
struct Told<'a> {
    reference: &'a Reference,
    case: Case,
    /// Whether somebody was on site in the episode that goes on.
    is_on_site: bool,
}

impl Told<'_> {
    fn takes(&mut self, kept: &Kept<Piece>) {
        let (case, here) = (&mut self.case, (kept.at, kept.event));
        match &kept.is {
            Piece::Report(_) => {}
            Piece::Completion(model) => {
                if let Some(model) = model {
                    case.traits.engine_model = Some(model.clone());
                }
            }
            Piece::Engine(serial) => case.traits.engine_serial.clone_from(serial),
            Piece::Class(class, issue_type) => {
                case.triaged_at.get_or_insert(here);
                case.traits.class = Some(*class);
                if let Some(issue_type) = issue_type {
                    case.traits.issue_type = Some(issue_type.clone());
                }
            }
            Piece::Group(group) => {
                case.assigned_at.get_or_insert(kept.at);
                case.traits.group = Some(group.clone());
                (case.traits.person, case.traits.department) = (None, None);
            }
            Piece::Person(person) => {
                let employed = self.reference.employed_at(person, kept.at);
                case.traits.department = employed.and_then(|employed| employed.department.clone());
                case.traits.person = Some(person.clone());
            }
            Piece::Reached => {
                case.contacted_at.get_or_insert(here);
            }
            Piece::Arrived => {
                case.arrived_at.get_or_insert(here);
                case.visits += u32::from(!std::mem::replace(&mut self.is_on_site, true));
            }
            Piece::Relieved => {
                case.relieved_at.get_or_insert(here);
            }
            Piece::Diagnosis(category, code, part) => self.diagnosed(kept.at, *category, code, part.as_ref()),
            Piece::Solved => case.solved.push(here),
            Piece::Rated(rating) => case.rated.push(Rated { at: kept.at, event: kept.event, rating: *rating }),
            Piece::Refused(rating) => {
                case.rated.push(Rated { at: kept.at, event: kept.event, rating: *rating });
                self.comes_back(here, CameBack::Refused);
            }
            Piece::Ended(how) => case.ended.push(Ended { at: kept.at, event: kept.event, how: (*how).into() }),
            Piece::Reopened => self.reopened(here),
            Piece::Cost(amount, currency) => {
                case.costs.push(Cost { at: kept.at, event: kept.event, amount: *amount, currency: *currency });
            }
            Piece::OutOfService => {
                if case.stood_still.last().is_none_or(|stood| stood.until.is_some()) {
                    case.stood_still.push(StoodStill { from: kept.at, until: None });
                }
            }
            Piece::BackInService => {
                if let Some(stood) = case.stood_still.last_mut().filter(|stood| stood.until.is_none()) {
                    stood.until = Some(here);
                }
            }
        }
    }

    fn diagnosed(&mut self, at: Timestamp, category: CauseCategory, code: &Line, part: Option<&(Line, Option<Line>)>) {
        let maker = part.and_then(|(number, called)| self.reference.maker_of(number, called.as_ref(), at));
        let of = &mut self.case.traits;
        of.supplier = maker.cloned();
        (of.cause, of.failure_code) = (Some(category), Some(code.clone()));
        of.part = part.map(|(number, _)| number.clone());
    }

    /// What was taken back and opened again had never ended; what was closed has come back.
    fn reopened(&mut self, here: (Timestamp, EventId)) {
        match self.case.ended.last().map(|ended| ended.how) {
            Some(End::Confirmed | End::Unconfirmed) => self.comes_back(here, CameBack::Reopened),
            Some(End::Withdrawn | End::Merged) => {
                self.case.ended.pop();
            }
            None => {}
        }
    }

    fn comes_back(&mut self, (at, event): (Timestamp, EventId), how: CameBack) {
        self.case.came_back.push((at, event, how));
        self.is_on_site = false;
    }
}
