//! What a watch records about clocks, and when it has to look next.

use events_schema::Timestamp;
use events_schema::facts::ticket::{ClockBreached, ClockWarned, TicketFact};
use events_schema::values::Verdict;

use super::clock::{Clock, ClockProvenance, ClockState};
use super::mark::{ClockId, Marks, Noticed};
use crate::command::INSTANT;
use crate::reference::{Reference, UnknownVersion};

/// What is to be recorded, and from when on.
type Outstanding = (Timestamp, TicketFact);

impl Marks {
    /// What has passed by `now` and is not recorded yet, in the order in which it passed.
    ///
    /// # Errors
    /// If a clock is pinned to a version that is not there.
    pub fn notices(&self, now: Timestamp, reference: &Reference) -> Result<Vec<TicketFact>, UnknownVersion> {
        let mut notices = self.outstanding(now, reference)?;
        notices.retain(|(at, _)| *at <= now);
        notices.sort_by_key(|(at, _)| *at);
        Ok(notices.into_iter().map(|(_, fact)| fact).collect())
    }

    /// When the next notice is due, if nothing changes before.
    ///
    /// # Errors
    /// If a clock is pinned to a version that is not there.
    pub fn next_notice(&self, reference: &Reference) -> Result<Option<Timestamp>, UnknownVersion> {
        let Some(latest) = self.latest() else { return Ok(None) };
        Ok(self.outstanding(latest, reference)?.into_iter().map(|(at, _)| at).min())
    }

    fn outstanding(&self, horizon: Timestamp, reference: &Reference) -> Result<Vec<Outstanding>, UnknownVersion> {
        let mut outstanding = Vec::new();
        for clock in self.clocks(horizon, reference)? {
            let is_waived = clock.waiver.is_some_and(|waiver| !waiver.is_late);
            if clock.provenance == ClockProvenance::Imported || is_waived {
                continue;
            }
            match (clock.state, clock.reassessed.map_or(clock.verdict, |reassessed| reassessed.first_verdict)) {
                (_, Some(Verdict::Breached)) => {
                    self.missed_warnings(&clock, reference, &mut outstanding)?;
                    outstanding.extend(clock.judged_by.and_then(|due| self.breach(&clock, due)));
                }
                (ClockState::Running, None) => {
                    self.warnings(&clock, reference, &mut outstanding)?;
                    outstanding.extend(clock.due_at.and_then(|due| self.breach(&clock, due)));
                }
                (ClockState::Missed { .. } | ClockState::Stopped { .. } | ClockState::Cancelled { .. }, _)
                | (ClockState::Running, Some(Verdict::Met | Verdict::Void)) => {}
            }
        }
        Ok(outstanding)
    }

    /// After downtime the warnings come with their true times too, unless the clock has ended meanwhile; one that was born
    /// breached had nothing to warn of.
    fn missed_warnings(
        &self,
        clock: &Clock,
        reference: &Reference,
        outstanding: &mut Vec<Outstanding>,
    ) -> Result<(), UnknownVersion> {
        let waits = matches!(clock.state, ClockState::Running | ClockState::Missed { .. });
        if waits && clock.judged_by == clock.due_at { self.warnings(clock, reference, outstanding) } else { Ok(()) }
    }

    /// The thresholds of a running clock, of the policy that it is pinned to. At 100 per cent the breach itself is recorded.
    fn warnings(
        &self,
        clock: &Clock,
        reference: &Reference,
        outstanding: &mut Vec<Outstanding>,
    ) -> Result<(), UnknownVersion> {
        let ClockId { clock: kind, episode, number } = clock.id();
        let Some(due_at) = clock.due_at.filter(|_| !clock.born_breached) else { return Ok(()) };
        let shares = &reference.policy_version(clock.policy_version)?.open.warn_at;
        for threshold in shares.iter().copied().filter(|share| *share < Noticed::BREACH) {
            let Some(reached_at) = clock.threshold(threshold, reference)? else { continue };
            if !self.has_noticed(&Noticed { clock: clock.id(), due_at, threshold }) {
                let warned = ClockWarned { clock: kind, episode, number, threshold, due_at, reached_at };
                outstanding.push((reached_at, warned.into()));
            }
        }
        Ok(())
    }

    /// A breach is recorded also where the clock was stopped late before a watch could see it. What stops a clock at its very
    /// deadline meets it, so the breach is there an instant later.
    fn breach(&self, clock: &Clock, due_at: Timestamp) -> Option<Outstanding> {
        let ClockId { clock: kind, episode, number } = clock.id();
        let noticed = self.has_noticed(&Noticed { clock: clock.id(), due_at, threshold: Noticed::BREACH });
        (!noticed).then(|| (due_at + INSTANT, ClockBreached { clock: kind, episode, number, due_at }.into()))
    }
}
