//! A ticket, reduced to what measures need of it.

use events_schema::ids::{DepartmentId, GroupId, IssueTypeId, PersonId, SupplierId, TicketId};
use events_schema::text::Line;
use events_schema::values::{Amount, CauseCategory, Currency, EngineSerial, IntakeChannel, TicketClass};
use events_schema::{EventId, Timestamp};
use serde::{Deserialize, Serialize};

use super::outcome::Outcome;

/// A ticket as its history reads now, corrections and retractions taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The ticket.
    pub ticket: TicketId,
    /// What it is about, and whose it is.
    pub traits: Traits,
    /// When the report was received, and by which event.
    pub received: (Timestamp, EventId),
    /// When it was sorted first.
    pub triaged_at: Option<(Timestamp, EventId)>,
    /// When a group had it first.
    pub assigned_at: Option<Timestamp>,
    /// When a person spoke with the customer first.
    pub contacted_at: Option<(Timestamp, EventId)>,
    /// When somebody arrived first.
    pub arrived_at: Option<(Timestamp, EventId)>,
    /// When the engine could run on first.
    pub relieved_at: Option<(Timestamp, EventId)>,
    /// When it was declared solved, each time.
    pub solved: Vec<(Timestamp, EventId)>,
    /// In how many episodes somebody was on site.
    pub visits: u32,
    /// What customers said of it.
    pub rated: Vec<Rated>,
    /// When it ended, each time.
    pub ended: Vec<Ended>,
    /// When it came back.
    pub came_back: Vec<(Timestamp, EventId, CameBack)>,
    /// How many entries people recorded.
    pub entries: u32,
    /// How many of them long after they had happened.
    pub late_entries: u32,
    /// What became of its clocks.
    pub clocks: Vec<Outcome>,
    /// What may be a sign of gaming.
    pub signs: Vec<Sign>,
    /// What it cost.
    pub costs: Vec<Cost>,
    /// When its engine stood still.
    pub stood_still: Vec<StoodStill>,
}

/// Something that a ticket cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// When.
    pub at: Timestamp,
    /// The event.
    pub event: EventId,
    /// How much.
    pub amount: Amount,
    /// Of what.
    pub currency: Currency,
}

/// A time in which an engine stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoodStill {
    /// Since when.
    pub from: Timestamp,
    /// Until when, and by which event; it still does if absent.
    pub until: Option<(Timestamp, EventId)>,
}

/// By what tickets are told apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traits {
    /// Its class.
    pub class: Option<TicketClass>,
    /// Where it came in.
    pub channel: Option<IntakeChannel>,
    /// The issue type.
    pub issue_type: Option<IssueTypeId>,
    /// The engine's model.
    pub engine_model: Option<Line>,
    /// The engine.
    pub engine_serial: Option<EngineSerial>,
    /// The group that had it last.
    pub group: Option<GroupId>,
    /// Who had it last.
    pub person: Option<PersonId>,
    /// The department of that person then.
    pub department: Option<DepartmentId>,
    /// The failure code of the last diagnosis.
    pub failure_code: Option<Line>,
    /// The category of its cause.
    pub cause: Option<CauseCategory>,
    /// The part at fault.
    pub part: Option<Line>,
    /// The supplier who makes that.
    pub supplier: Option<SupplierId>,
}

/// What a customer said when it was solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rated {
    /// When.
    pub at: Timestamp,
    /// The event.
    pub event: EventId,
    /// His rating, 1 to 5, if he gave one.
    pub rating: Option<u8>,
}

/// How a ticket ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// The event.
    pub event: EventId,
    /// How.
    pub how: End,
}

/// How a ticket ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// The customer confirmed it.
    Confirmed,
    /// The customer could not be reached.
    Unconfirmed,
    /// The customer took the report back.
    Withdrawn,
    /// Another ticket goes on with it.
    Merged,
}

impl End {
    /// Its name in answers and rows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "closed",
            Self::Unconfirmed => "closed_unconfirmed",
            Self::Withdrawn => "withdrawn",
            Self::Merged => "merged",
        }
    }
}

/// How a ticket came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CameBack {
    /// The customer was not satisfied.
    Refused,
    /// It was closed, and opened again.
    Reopened,
}

/// What may be a sign of gaming. It proves nothing: somebody should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// When.
    pub at: Timestamp,
    /// The event.
    pub event: EventId,
    /// Of what.
    pub kind: SignKind,
}

/// Of what there may be a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SignKind {
    /// A hold was placed when a clock that it pauses was nearly over.
    HoldNearDeadline,
    /// The class was lowered when a clock that it cancels was nearly over.
    DowngradeNearDeadline,
    /// It was closed, and soon opened again.
    ClosedAndReopened,
}

impl Case {
    /// A ticket of which nothing is known but its report.
    #[must_use]
    pub const fn reported(ticket: TicketId, received: (Timestamp, EventId), traits: Traits) -> Self {
        Self {
            ticket,
            traits,
            received,
            triaged_at: None,
            assigned_at: None,
            contacted_at: None,
            arrived_at: None,
            relieved_at: None,
            solved: Vec::new(),
            visits: 0,
            rated: Vec::new(),
            ended: Vec::new(),
            came_back: Vec::new(),
            entries: 0,
            late_entries: 0,
            clocks: Vec::new(),
            signs: Vec::new(),
            costs: Vec::new(),
            stood_still: Vec::new(),
        }
    }

    /// When it was solved for good, as far as anybody knows.
    #[must_use]
    pub fn last_solved(&self) -> Option<(Timestamp, EventId)> {
        self.solved.iter().copied().max_by_key(|(at, _)| *at)
    }

    /// How it stands ended; `None` while it is handled.
    #[must_use]
    pub fn stands_ended(&self) -> Option<&Ended> {
        let last = self.ended.iter().max_by_key(|ended| ended.at)?;
        let is_open_again = self.came_back.iter().any(|(at, _, how)| *how == CameBack::Reopened && *at >= last.at);
        (!is_open_again).then_some(last)
    }

    /// Whether it is an issue of its own: not taken back, and no part of another ticket.
    #[must_use]
    pub fn is_an_issue(&self) -> bool {
        !matches!(self.stands_ended(), Some(Ended { how: End::Withdrawn | End::Merged, .. }))
    }

    /// The last instant that means anything to a measure: of what is over by then, no period after it counts anything.
    #[must_use]
    pub fn last_at(&self) -> Timestamp {
        let single = [self.triaged_at, self.contacted_at, self.arrived_at, self.relieved_at];
        let single = single.into_iter().flatten().map(|(at, _)| at);
        let many = self.solved.iter().map(|(at, _)| *at).chain(self.rated.iter().map(|rated| rated.at));
        let ends = self.ended.iter().map(|ended| ended.at).chain(self.came_back.iter().map(|(at, ..)| *at));
        let clocks = self.clocks.iter().filter_map(Outcome::counts_at);
        let signs = self.signs.iter().map(|sign| sign.at).chain(self.costs.iter().map(|cost| cost.at));
        let ran_again = self.stood_still.iter().filter_map(|stood| stood.until).map(|(at, _)| at);
        let all = single.chain(many).chain(ends).chain(clocks).chain(signs).chain(ran_again);
        all.fold(self.received.0, Timestamp::max)
    }
}
