//! What became of a ticket's clocks, and who had their time.

use events_schema::facts::sla_policy::ClockKind;
use events_schema::ids::{DepartmentId, GroupId, PersonId};
use events_schema::values::Verdict;
use events_schema::{EventId, Timestamp};
use serde::{Deserialize, Serialize};

use super::case::{Sign, SignKind};
use crate::clocks::{Clock, ClockState, MarkKind, Marks, PauseReason};
use crate::reference::{Reference, UnknownVersion};

/// What became of a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Which clock.
    pub clock: ClockKind,
    /// The episode of the ticket.
    pub episode: u32,
    /// Which of its kind in the episode.
    pub number: u32,
    /// The event that stopped it, or else the one that started it.
    pub event: EventId,
    /// The verdict, or that there is none yet.
    pub is: Judged,
    /// The verdict before another person changed it.
    pub first: Option<Verdict>,
    /// Whether the record now speaks for another verdict.
    pub is_contested: bool,
    /// Whether its deadline was waived.
    pub is_waived: bool,
    /// Who had its time until it stopped, or until its deadline.
    pub owners: Vec<Owner>,
}

/// A verdict, and the instant at which it counts: that of the stop, or of the deadline, whichever came first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Judged {
    /// Stopped in time.
    Met(Timestamp),
    /// Not stopped by its deadline.
    Breached(Timestamp),
    /// Nobody was judged.
    Void,
    /// It runs, and is due then; without a deadline while it stands still.
    Running(Option<Timestamp>),
}

/// Somebody who had some of a clock's time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The group; nobody yet had it if absent.
    pub group: Option<GroupId>,
    /// The person.
    pub person: Option<PersonId>,
    /// The department of the person then.
    pub department: Option<DepartmentId>,
    /// The time that counted, in microseconds.
    pub counted: u64,
}

impl Outcome {
    /// When it counts: when it was judged, or will be if nothing happens until then.
    #[must_use]
    pub fn counts_at(&self) -> Option<Timestamp> {
        match self.is {
            Judged::Met(at) | Judged::Breached(at) => Some(at),
            Judged::Running(due) => due,
            Judged::Void => None,
        }
    }

    /// Whether it was met, as of an instant: a clock that ran past its deadline by then was not. `None` while it is not judged.
    #[must_use]
    pub fn is_met(&self, as_of: Timestamp) -> Option<bool> {
        match self.is {
            Judged::Met(_) => Some(true),
            Judged::Breached(_) => Some(false),
            Judged::Running(due) => due.filter(|due| *due < as_of).map(|_| false),
            Judged::Void => None,
        }
    }
}

/// What became of the clocks of a ticket, and what about them may be a sign of gaming.
///
/// # Errors
/// If a clock is pinned to a version that is not there.
pub fn outcomes(marks: &Marks, reference: &Reference) -> Result<(Vec<Outcome>, Vec<Sign>), UnknownVersion> {
    let (mut outcomes, mut signs) = (Vec::new(), Vec::new());
    let Some(latest) = marks.latest() else { return Ok((outcomes, signs)) };
    for clock in marks.clocks(latest, reference)? {
        signs.extend(sign(marks, &clock, reference)?);
        outcomes.push(outcome(marks, &clock, reference)?);
    }
    // A hold pauses several clocks, and a lower class cancels several: one sign each.
    signs.sort_by_key(|sign| (sign.at, sign.event, sign.kind));
    signs.dedup();
    Ok((outcomes, signs))
}

fn outcome(marks: &Marks, clock: &Clock, reference: &Reference) -> Result<Outcome, UnknownVersion> {
    let stopped = match clock.state {
        ClockState::Stopped { at, by } => Some((at, by)),
        ClockState::Missed { at } => Some((at, clock.started_by)),
        ClockState::Running | ClockState::Cancelled { .. } => None,
    };
    let deadline = clock.judged_by.or(clock.due_at);
    let is = match clock.verdict {
        // A verdict stays when what stopped the clock was taken back: it counts when it was due.
        Some(Verdict::Met) => stopped.map(|(at, _)| at).or(deadline).map_or(Judged::Void, Judged::Met),
        Some(Verdict::Breached) => deadline.map_or(Judged::Void, Judged::Breached),
        Some(Verdict::Void) => Judged::Void,
        None if clock.state == ClockState::Running => Judged::Running(clock.due_at),
        None => Judged::Void,
    };
    let until = match is {
        Judged::Met(at) | Judged::Breached(at) => {
            Some(stopped.map_or(clock.due_at.unwrap_or(at), |(stop, _)| stop.max(clock.started_at)))
        }
        // If nothing happens until then, it will be breached, and this will have been their time.
        Judged::Running(due) => due,
        Judged::Void => None,
    };
    let owners = match until {
        Some(until) => owners(marks, clock, until, reference)?,
        None => Vec::new(),
    };
    Ok(Outcome {
        clock: clock.clock,
        episode: clock.episode,
        number: clock.number,
        event: stopped.map_or(clock.started_by, |(_, by)| by),
        is,
        first: clock.reassessed.and_then(|reassessed| reassessed.first_verdict),
        is_contested: clock.contested.is_some(),
        is_waived: clock.waiver.is_some(),
        owners,
    })
}

fn owners(marks: &Marks, clock: &Clock, until: Timestamp, reference: &Reference) -> Result<Vec<Owner>, UnknownVersion> {
    let shares = marks.owners_until(clock, until, reference)?;
    let owner = shares.into_iter().filter_map(|share| {
        let counted = u64::try_from(share.counted.as_micros()).ok().filter(|counted| *counted > 0)?;
        let employed = share.person.as_ref().and_then(|person| reference.employed_at(person, share.from));
        let department = employed.and_then(|employed| employed.department.clone());
        Some(Owner { group: share.group, person: share.person, department, counted })
    });
    Ok(owner.collect())
}

/// A hold that pauses a clock which was nearly over, or a lower class that cancels one.
fn sign(marks: &Marks, clock: &Clock, reference: &Reference) -> Result<Vec<Sign>, UnknownVersion> {
    let near = reference.policy_version(clock.policy_version)?.open.measures.near_deadline;
    let Some(near_from) = clock.threshold(near, reference)? else { return Ok(Vec::new()) };
    let held = clock.pauses.iter().filter(|pause| matches!(pause.why, PauseReason::Hold(_)) && pause.from >= near_from);
    let held = held.filter(|pause| clock.due_at.is_none_or(|due| pause.from < due));
    let mut signs: Vec<Sign> =
        held.map(|pause| Sign { at: pause.from, event: pause.by, kind: SignKind::HoldNearDeadline }).collect();
    if let ClockState::Cancelled { at, by: Some(by) } = clock.state
        && at >= near_from
        && clock.verdict.is_none()
        && clock.due_at.is_none_or(|due| at < due)
        && lowers(marks, by)
    {
        signs.push(Sign { at, event: by, kind: SignKind::DowngradeNearDeadline });
    }
    Ok(signs)
}

/// Whether an event gave a lower class than the one before.
fn lowers(marks: &Marks, event: EventId) -> bool {
    let moments = marks.as_they_happened();
    let mut class = None;
    for moment in &moments {
        let (MarkKind::Classified(given) | MarkKind::ClassCorrected(given) | MarkKind::ClassChanged(given)) =
            moment.kind
        else {
            continue;
        };
        if moment.event == event {
            return class.is_some_and(|before| given.class < before);
        }
        class = Some(given.class);
    }
    false
}
