//! What measures count: a case comes apart into observations, each with the instant at which it counts.

use std::borrow::Cow;

use events_schema::facts::sla_policy::MeasureRules;
use events_schema::ids::TicketId;
use events_schema::values::{Amount, Currency};
use events_schema::{Duration, EventId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{CameBack, Case, End, SignKind};
use super::outcome::{Outcome, Owner};
use super::repeats::Repeats;

/// Something that counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation<'a> {
    /// The ticket.
    pub ticket: TicketId,
    /// When it counts.
    pub at: Timestamp,
    /// The event behind it.
    pub event: EventId,
    /// What it is.
    pub is: Is<'a>,
}

/// What is observed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Is<'a> {
    /// A report was received.
    Received,
    /// A ticket ended.
    Ended(End),
    /// Handling ended, and the customer had rated it, or had not.
    Answered(bool),
    /// Handling ended, and all clocks that were judged had been met, or not: first with those whose deadline was waived, then
    /// without; `None` where none is left.
    Kept(bool, Option<bool>),
    /// A customer rated, from 1 to 5.
    Rated(u8),
    /// A clock was judged: whether it was met.
    Judged(&'a Outcome, bool),
    /// A clock runs, and is not due.
    Runs(&'a Outcome),
    /// Somebody had some of a judged clock's time.
    Owned(&'a Owner, bool),
    /// Something was reached so long after the report.
    Took(Stage, Duration),
    /// It was declared solved, and came back for this reason before it was solved again, or did not.
    Solved(Option<CameBack>),
    /// The fault was reported again within this window of the policy after it was solved, or was not; `None`: the window has not
    /// elapsed.
    Recurred(usize, Option<bool>),
    /// The first visit was enough, or was not; `None`: it is not known yet.
    FirstVisit(Option<bool>),
    /// So many entries, of which so many late.
    Entries(u32, u32),
    /// A sign of gaming.
    Sign(SignKind),
    /// Something cost so much.
    Cost(Amount, Currency),
    /// An engine ran again after it had stood still for so long.
    StoodStill(Duration),
}

/// What is reached in the course of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Sorted and classified.
    Triage,
    /// A person spoke with the customer.
    Contact,
    /// Somebody is on site.
    Arrival,
    /// The engine runs on with a temporary solution.
    TemporarySolution,
    /// Solved, as far as anybody knows.
    Solution,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Triage, Self::Contact, Self::Arrival, Self::TemporarySolution, Self::Solution];
}

/// By what measures are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// Departments: of whoever had the ticket last; of a clock's time, of whoever had that.
    Department,
    /// Technical support groups, likewise.
    Group,
    /// People, likewise.
    Person,
    /// Models of engines.
    EngineModel,
    /// Parts at fault.
    Part,
    /// Issue types.
    IssueType,
    /// Failure codes.
    FailureCode,
    /// Categories of causes.
    Cause,
    /// Suppliers of the parts at fault.
    Supplier,
    /// Channels of intake.
    Channel,
    /// Classes.
    Class,
}

impl Cut {
    /// What a case counts under; `None` where that is not known.
    #[must_use]
    pub fn key(self, case: &Case) -> Option<Cow<'_, str>> {
        let of = &case.traits;
        match self {
            Self::Department => of.department.as_ref().map(|is| is.code().as_str().into()),
            Self::Group => of.group.as_ref().map(|is| is.code().as_str().into()),
            Self::Person => of.person.as_ref().map(|is| is.code().as_str().into()),
            Self::EngineModel => of.engine_model.as_ref().map(|is| is.as_str().into()),
            Self::Part => of.part.as_ref().map(|is| is.as_str().into()),
            Self::IssueType => of.issue_type.as_ref().map(|is| is.code().as_str().into()),
            Self::FailureCode => of.failure_code.as_ref().map(|is| is.as_str().into()),
            Self::Cause => of.cause.map(|is| is.name().into()),
            Self::Supplier => of.supplier.as_ref().map(|is| is.code().as_str().into()),
            Self::Channel => of.channel.map(|is| is.name().into()),
            Self::Class => of.class.map(|is| is.name().into()),
        }
    }

    /// What the time of an owner counts under; `None` if this cut is not one of owners.
    #[must_use]
    pub fn owner(self, owner: &Owner) -> Option<Option<&str>> {
        match self {
            Self::Department => Some(owner.department.as_ref().map(|is| is.code().as_str())),
            Self::Group => Some(owner.group.as_ref().map(|is| is.code().as_str())),
            Self::Person => Some(owner.person.as_ref().map(|is| is.code().as_str())),
            Self::EngineModel
            | Self::Part
            | Self::IssueType
            | Self::FailureCode
            | Self::Cause
            | Self::Supplier
            | Self::Channel
            | Self::Class => None,
        }
    }
}

/// How cases are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The instant up to which deadlines and windows are over.
    pub as_of: Timestamp,
    /// The rules of the policy.
    pub rules: &'a MeasureRules,
    /// Which faults came back.
    pub repeats: &'a Repeats,
}

/// Takes a case apart.
pub fn observations<'a>(case: &'a Case, look: Look<'_>, mut sees: impl FnMut(Observation<'a>)) {
    let mut see = |at, event, is| sees(Observation { ticket: case.ticket, at, event, is });
    let (received_at, received) = case.received;
    see(received_at, received, Is::Entries(case.entries, case.late_entries));
    if case.is_an_issue() {
        see(received_at, received, Is::Received);
    }
    for (stage, reached) in reached(case) {
        if let Some((at, event)) = reached {
            see(at, event, Is::Took(stage, at.since(received_at).max(Duration::ZERO)));
        }
    }
    clocks(case, look, &mut see);
    ends(case, look, &mut see);
    solutions(case, look, &mut see);
    for rated in &case.rated {
        if let Some(rating) = rated.rating {
            see(rated.at, rated.event, Is::Rated(rating));
        }
    }
    for sign in &case.signs {
        see(sign.at, sign.event, Is::Sign(sign.kind));
    }
    for cost in &case.costs {
        see(cost.at, cost.event, Is::Cost(cost.amount, cost.currency));
    }
    for stood in &case.stood_still {
        if let Some((at, event)) = stood.until {
            see(at, event, Is::StoodStill(at.since(stood.from).max(Duration::ZERO)));
        }
    }
}

type See<'s, 'a> = &'s mut dyn FnMut(Timestamp, EventId, Is<'a>);

fn reached(case: &Case) -> [(Stage, Option<(Timestamp, EventId)>); 5] {
    [
        (Stage::Triage, case.triaged_at),
        (Stage::Contact, case.contacted_at),
        (Stage::Arrival, case.arrived_at),
        (Stage::TemporarySolution, case.relieved_at),
        (Stage::Solution, case.last_solved()),
    ]
}

fn clocks<'a>(case: &'a Case, look: Look<'_>, see: See<'_, 'a>) {
    for outcome in &case.clocks {
        let Some(at) = outcome.counts_at() else { continue };
        match outcome.is_met(look.as_of) {
            Some(met) => {
                see(at, outcome.event, Is::Judged(outcome, met));
                for owner in &outcome.owners {
                    see(at, outcome.event, Is::Owned(owner, met));
                }
            }
            None => see(at, outcome.event, Is::Runs(outcome)),
        }
    }
}

fn ends<'a>(case: &'a Case, look: Look<'_>, see: See<'_, 'a>) {
    let mut before = case.received.0;
    for ended in &case.ended {
        see(ended.at, ended.event, Is::Ended(ended.how));
        if matches!(ended.how, End::Confirmed | End::Unconfirmed) {
            let rated = |of: &super::Rated| of.rating.is_some() && (before..=ended.at).contains(&of.at);
            see(ended.at, ended.event, Is::Answered(case.rated.iter().any(rated)));
            let judged = || case.clocks.iter().filter_map(|of| Some((of, of.is_met(look.as_of)?)));
            if judged().next().is_some() {
                let mut unwaived = judged().filter(|(of, _)| !of.is_waived).map(|(_, met)| met).peekable();
                let adjusted = unwaived.peek().is_some().then(|| unwaived.all(|met| met));
                see(ended.at, ended.event, Is::Kept(judged().all(|(_, met)| met), adjusted));
            }
        }
        let soon = ended.at + look.rules.reopened_soon;
        let again = case.came_back.iter().find(|(at, ..)| (ended.at..=soon).contains(at));
        if let Some((at, event, CameBack::Reopened)) = again {
            see(*at, *event, Is::Sign(SignKind::ClosedAndReopened));
        }
        before = ended.at;
    }
}

fn solutions<'a>(case: &'a Case, look: Look<'_>, see: See<'_, 'a>) {
    for (nth, (at, event)) in case.solved.iter().enumerate() {
        let next = case.solved.get(nth + 1).map(|(next, _)| *next);
        let back = case.came_back.iter().find(|(back, ..)| back >= at && next.is_none_or(|next| *back <= next));
        see(*at, *event, Is::Solved(back.map(|(_, _, how)| *how)));
    }
    let Some((at, event)) = case.last_solved().filter(|_| case.is_an_issue()) else { return };
    if case.traits.engine_serial.is_none() || (case.traits.failure_code.is_none() && case.traits.part.is_none()) {
        return;
    }
    let came_back = |window| look.repeats.came_back(case, at, window, look.as_of);
    for (nth, window) in look.rules.recurrence_windows.iter().enumerate() {
        see(at, event, Is::Recurred(nth, came_back(*window)));
    }
    if case.visits > 0 {
        // Failures are known earlier than successes: none of them counts before the window has elapsed.
        let again = look.rules.recurrence_windows.first().map_or(Some(false), |window| came_back(*window));
        let is_enough = again.map(|again| !again && case.visits == 1 && case.came_back.is_empty());
        see(at, event, Is::FirstVisit(is_enough));
    }
}
