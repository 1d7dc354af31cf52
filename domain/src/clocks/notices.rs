//! What a watch records about clocks, and when it has to look next.

use std::collections::BTreeSet;

use events_schema::Timestamp;
use events_schema::facts::ticket::{ClockBreached, ClockWarned, TicketFact};
use events_schema::values::Verdict;
use serde::{Deserialize, Serialize};

use super::clock::{Clock, ClockProvenance, ClockState};
use super::mark::{ClockId, Marks};
use crate::command::INSTANT;
use crate::reference::{Reference, UnknownVersion};

/// What a watch has recorded: a threshold of a clock, or the breach of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Noticed {
    /// Which clock.
    pub clock: ClockId,
    /// When it was due.
    pub due_at: Timestamp,
    /// In per cent; at 100 it is the breach.
    pub threshold: u8,
}

/// What is to be recorded, and from when on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outstanding {
    /// From when on: an instant after a deadline, for what stops a clock at its very deadline meets it.
    pub from: Timestamp,
    /// When the threshold was reached.
    pub reached_at: Timestamp,
    /// What.
    pub is: Noticed,
}

impl Noticed {
    /// The threshold that is the deadline itself.
    pub const BREACH: u8 = 100;
}

impl Marks {
    /// What has passed by `now` and is not recorded yet, in the order in which it passed.
    ///
    /// # Errors
    /// If a clock is pinned to a version that is not there.
    pub fn notices(&self, now: Timestamp, reference: &Reference) -> Result<Vec<TicketFact>, UnknownVersion> {
        let outstanding = passed(outstanding(&self.clocks(now, reference)?, &self.noticed, reference)?, now);
        Ok(outstanding.into_iter().map(fact).collect())
    }

    /// When the next notice is due, if nothing changes before.
    ///
    /// # Errors
    /// If a clock is pinned to a version that is not there.
    pub fn next_notice(&self, reference: &Reference) -> Result<Option<Timestamp>, UnknownVersion> {
        let Some(latest) = self.latest() else { return Ok(None) };
        let outstanding = outstanding(&self.clocks(latest, reference)?, &self.noticed, reference)?;
        Ok(outstanding.into_iter().map(|notice| notice.from).min())
    }
}

fn fact(Outstanding { reached_at, is: Noticed { clock, due_at, threshold }, .. }: Outstanding) -> TicketFact {
    let ClockId { clock, episode, number } = clock;
    if threshold == Noticed::BREACH {
        ClockBreached { clock, episode, number, due_at }.into()
    } else {
        ClockWarned { clock, episode, number, threshold, due_at, reached_at }.into()
    }
}

/// What of it has passed by `now`, in the order in which it passed.
pub(crate) fn passed(mut outstanding: Vec<Outstanding>, now: Timestamp) -> Vec<Outstanding> {
    outstanding.retain(|notice| notice.from <= now);
    outstanding.sort_by_key(|notice| notice.from);
    outstanding
}

/// What is still to be recorded of some clocks.
///
/// # Errors
/// If a clock is pinned to a version that is not there.
pub(crate) fn outstanding(
    clocks: &[Clock],
    noticed: &BTreeSet<Noticed>,
    reference: &Reference,
) -> Result<Vec<Outstanding>, UnknownVersion> {
    let mut outstanding = Vec::new();
    for clock in clocks {
        let is_waived = clock.waiver.is_some_and(|waiver| !waiver.is_late);
        if clock.provenance == ClockProvenance::Imported || is_waived {
            continue;
        }
        match (clock.state, clock.reassessed.map_or(clock.verdict, |reassessed| reassessed.first_verdict)) {
            (_, Some(Verdict::Breached)) => {
                missed_warnings(clock, reference, &mut outstanding)?;
                outstanding.extend(clock.judged_by.map(|due| breach(clock, due)));
            }
            (ClockState::Running, None) => {
                warnings(clock, reference, &mut outstanding)?;
                outstanding.extend(clock.due_at.map(|due| breach(clock, due)));
            }
            (ClockState::Missed { .. } | ClockState::Stopped { .. } | ClockState::Cancelled { .. }, _)
            | (ClockState::Running, Some(Verdict::Met | Verdict::Void)) => {}
        }
    }
    outstanding.retain(|notice| !noticed.contains(&notice.is));
    Ok(outstanding)
}

/// After downtime the warnings come with their true times too, unless the clock has ended meanwhile; one that was born
/// breached had nothing to warn of.
fn missed_warnings(
    clock: &Clock,
    reference: &Reference,
    outstanding: &mut Vec<Outstanding>,
) -> Result<(), UnknownVersion> {
    let waits = matches!(clock.state, ClockState::Running | ClockState::Missed { .. });
    if waits && clock.judged_by == clock.due_at { warnings(clock, reference, outstanding) } else { Ok(()) }
}

/// The thresholds of a running clock, of the policy that it is pinned to. At 100 per cent the breach itself is recorded.
fn warnings(clock: &Clock, reference: &Reference, outstanding: &mut Vec<Outstanding>) -> Result<(), UnknownVersion> {
    let Some(due_at) = clock.due_at.filter(|_| !clock.born_breached) else { return Ok(()) };
    let shares = &reference.policy_version(clock.policy_version)?.open.warn_at;
    for threshold in shares.iter().copied().filter(|share| *share < Noticed::BREACH) {
        let Some(reached_at) = clock.threshold(threshold, reference)? else { continue };
        let is = Noticed { clock: clock.id(), due_at, threshold };
        outstanding.push(Outstanding { from: reached_at, reached_at, is });
    }
    Ok(())
}

/// A breach is recorded also where the clock was stopped late before a watch could see it. What stops a clock at its very
/// deadline meets it, so the breach is there an instant later.
fn breach(clock: &Clock, due_at: Timestamp) -> Outstanding {
    let is = Noticed { clock: clock.id(), due_at, threshold: Noticed::BREACH };
    Outstanding { from: due_at + INSTANT, reached_at: due_at, is }
}
