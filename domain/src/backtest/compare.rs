//! One ticket on both sides, clock by clock.

use std::collections::BTreeMap;

use events_schema::facts::sla_policy::ClockKind;
use events_schema::ids::{GroupId, TicketId};
use events_schema::values::{TicketClass, Verdict};
use events_schema::{Duration, EventId, TicketCode, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BacktestRefusal, Trial};
use crate::clocks::{Clock, ClockProvenance, ClockState, Marks, Waiver};
use crate::reference::UnknownVersion;

/// What becomes of a clock, by what the record showed at its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Stopped in time.
    Met,
    /// Not stopped when its deadline passed.
    Breached,
    /// Cancelled before its deadline; nobody is judged.
    Void,
    /// Its deadline has not passed.
    Running,
    /// There is no such clock.
    NotStarted,
}

/// A clock with what became of it, and what would have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Compared {
    /// The ticket.
    pub ticket: TicketId,
    /// The short code of the ticket.
    pub code: String,
    /// Which clock.
    pub clock: ClockKind,
    /// The class of the ticket, once it is classified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<TicketClass>,
    /// The group that has the ticket, once it is assigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Whether it ran here.
    pub provenance: ClockProvenance,
    /// The version of the policy that it is pinned to.
    pub policy_version: u32,
    /// As it was; absent where it would start additionally.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Side>,
    /// As it would have been; absent where it would not start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Side>,
    /// The verdict that another person gave it, which takes no part in the comparison.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reassessed: Option<Verdict>,
}

/// A clock as one side has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Side {
    /// The episode of the ticket, from 1.
    pub episode: u32,
    /// Which of its kind in the episode, from 1.
    pub number: u32,
    /// When it started.
    pub started_at: Timestamp,
    /// How long it may run.
    pub target: Duration,
    /// The deadline by which it is judged; absent if it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The waiver of its deadline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<Waiver>,
}

/// Which clocks somebody asks for: those that fit everything that is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Started at this instant or later. A clock that starts on both sides starts when it did.
    pub from: Option<Timestamp>,
    /// Started before this instant.
    pub until: Option<Timestamp>,
    /// Which clock.
    pub clock: Option<ClockKind>,
    /// The class of the ticket.
    pub class: Option<TicketClass>,
    /// The group that has the ticket.
    pub group: Option<GroupId>,
    /// Whether it ran here.
    pub provenance: Option<ClockProvenance>,
}

/// What is one clock on both sides. Numbers are not: a grid of other slots counts them anew. A slot of the grid is the one
/// that starts at the same instant.
type Same = (ClockKind, EventId, Option<Timestamp>);

/// The clocks of a ticket on both sides, in the order of the policy, as they are known when the time has come to `as_of`.
///
/// # Errors
/// If a clock is pinned to a version that is not there.
pub fn compare(
    ticket: TicketId,
    marks: &Marks,
    as_of: Timestamp,
    trial: &Trial,
) -> Result<Vec<Compared>, UnknownVersion> {
    let Some(latest) = marks.latest() else { return Ok(Vec::new()) };
    // The record of another system ends with its last entry; that nothing came afterwards says nothing.
    let horizon = if marks.is_imported() { latest } else { latest.max(as_of) };
    let mut after: BTreeMap<Same, Vec<Clock>> = BTreeMap::new();
    for clock in marks.clocks(horizon, &trial.supposed)?.into_iter().rev() {
        after.entry(same(&clock)).or_default().push(clock);
    }
    let mut pairs = Vec::new();
    for before in marks.clocks(horizon, &trial.pinned)? {
        let after = after.get_mut(&same(&before)).and_then(Vec::pop);
        pairs.push((Some(before), after));
    }
    pairs.extend(after.into_values().flatten().map(|after| (None, Some(after))));
    let (code, class, group) = (TicketCode::of(ticket).to_string(), marks.class(), marks.group());
    let mut compared: Vec<Compared> = pairs
        .into_iter()
        .filter_map(|(before, after)| {
            let clock = before.as_ref().or(after.as_ref())?;
            let reassessed = before.as_ref().and_then(|clock| clock.reassessed.and(clock.verdict));
            Some(Compared {
                ticket,
                code: code.clone(),
                clock: clock.clock,
                class,
                group: group.clone(),
                provenance: clock.provenance,
                policy_version: clock.policy_version,
                reassessed,
                before: before.as_ref().map(Side::of),
                after: after.as_ref().map(Side::of),
            })
        })
        .collect();
    compared.sort_by_key(|clock| (clock.clock, clock.started_at()));
    Ok(compared)
}

fn same(clock: &Clock) -> Same {
    let slot = (clock.clock == ClockKind::ProgressReport).then_some(clock.started_at);
    (clock.clock, clock.started_by, slot)
}

impl Side {
    fn of(clock: &Clock) -> Self {
        Self {
            episode: clock.episode,
            number: clock.number,
            started_at: clock.started_at,
            target: clock.target,
            due_at: clock.judged_by.or(clock.due_at),
            outcome: Outcome::of(clock),
            waiver: clock.waiver,
        }
    }
}

impl Outcome {
    /// A verdict that a person gave is left out: what the record showed counts.
    fn of(clock: &Clock) -> Self {
        let verdict = clock.reassessed.map_or(clock.verdict, |reassessed| reassessed.first_verdict);
        match (verdict, clock.state) {
            (Some(Verdict::Met), _) => Self::Met,
            (Some(Verdict::Breached), _) => Self::Breached,
            (Some(Verdict::Void), _) | (None, ClockState::Cancelled { .. }) => Self::Void,
            (None, ClockState::Running | ClockState::Stopped { .. } | ClockState::Missed { .. }) => Self::Running,
        }
    }

    /// Whether somebody met or missed a deadline.
    #[must_use]
    pub const fn is_judged(self) -> bool {
        match self {
            Self::Met | Self::Breached => true,
            Self::Void | Self::Running | Self::NotStarted => false,
        }
    }
}

impl Compared {
    /// What became of it.
    #[must_use]
    pub fn was(&self) -> Outcome {
        self.before.as_ref().map_or(Outcome::NotStarted, |side| side.outcome)
    }

    /// What would have become of it.
    #[must_use]
    pub fn would_be(&self) -> Outcome {
        self.after.as_ref().map_or(Outcome::NotStarted, |side| side.outcome)
    }

    /// Whether the two differ. Another deadline alone is no difference.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.was() != self.would_be()
    }

    /// Whether its deadline was waived, on either side.
    #[must_use]
    pub fn is_waived(&self) -> bool {
        self.before.iter().chain(&self.after).any(|side| side.waiver.is_some())
    }

    fn started_at(&self) -> Option<Timestamp> {
        self.before.as_ref().or(self.after.as_ref()).map(|side| side.started_at)
    }
}

impl Scope {
    /// Refuses a range of time in which nothing can start.
    ///
    /// # Errors
    /// If `from` does not lie before `until`.
    pub fn check(&self) -> Result<(), BacktestRefusal> {
        match (self.from, self.until) {
            (Some(from), Some(until)) if from >= until => Err(BacktestRefusal::EmptyRange { from, until }),
            (Some(_), Some(_) | None) | (None, Some(_) | None) => Ok(()),
        }
    }

    /// Whether somebody asks for this clock.
    #[must_use]
    pub fn includes(&self, clock: &Compared) -> bool {
        let started = clock.started_at();
        self.from.is_none_or(|from| started.is_some_and(|at| at >= from))
            && self.until.is_none_or(|until| started.is_some_and(|at| at < until))
            && self.clock.is_none_or(|wanted| wanted == clock.clock)
            && self.class.is_none_or(|wanted| Some(wanted) == clock.class)
            && self.group.as_ref().is_none_or(|wanted| Some(wanted) == clock.group.as_ref())
            && self.provenance.is_none_or(|wanted| wanted == clock.provenance)
    }
}
