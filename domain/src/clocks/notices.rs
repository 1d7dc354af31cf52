//! What a watch records about clocks, and when it has to look next.

use events_schema::Timestamp;
use events_schema::facts::ticket::{ClockBreached, ClockWarned, TicketFact};

use super::clock::{Clock, ClockProvenance, ClockState};
use super::mark::{Marks, Noticed};
use crate::reference::{Reference, UnknownVersion};

/// What is to be recorded, and from when on.
type Outstanding = (Timestamp, TicketFact);

impl Marks {
    /// What has passed by `now` and is not recorded yet, in the order in which it passed.
    ///
    /// # Errors
    /// If a clock is pinned to a version that is not there.
    pub fn notices(&self, now: Timestamp, reference: &Reference) -> Result<Vec<TicketFact>, UnknownVersion> {
        let mut notices = self.outstanding(reference)?;
        notices.retain(|(at, _)| *at <= now);
        notices.sort_by_key(|(at, _)| *at);
        Ok(notices.into_iter().map(|(_, fact)| fact).collect())
    }

    /// When the next notice is due, if nothing changes before.
    ///
    /// # Errors
    /// If a clock is pinned to a version that is not there.
    pub fn next_notice(&self, reference: &Reference) -> Result<Option<Timestamp>, UnknownVersion> {
        Ok(self.outstanding(reference)?.into_iter().map(|(at, _)| at).min())
    }

    fn outstanding(&self, reference: &Reference) -> Result<Vec<Outstanding>, UnknownVersion> {
        let mut outstanding = Vec::new();
        for clock in self.clocks(reference)? {
            match clock.provenance {
                ClockProvenance::Live => {}
                ClockProvenance::Imported => continue,
            }
            if clock.state == ClockState::Running {
                self.warnings(&clock, reference, &mut outstanding)?;
                outstanding.extend(clock.due_at.and_then(|due| self.breach(&clock, due)));
            }
            outstanding.extend(clock.missed_due_at.and_then(|due| self.breach(&clock, due)));
        }
        Ok(outstanding)
    }

    /// The thresholds of a running clock, of the policy that it is pinned to. At 100 per cent the breach itself is recorded.
    fn warnings(
        &self,
        clock: &Clock,
        reference: &Reference,
        outstanding: &mut Vec<Outstanding>,
    ) -> Result<(), UnknownVersion> {
        let Clock { clock: kind, episode, .. } = *clock;
        let Some(due_at) = clock.due_at else { return Ok(()) };
        let shares = &reference.policy_version(clock.policy_version)?.open.warn_at;
        for threshold in shares.iter().copied().filter(|share| *share < Noticed::BREACH) {
            let Some(reached_at) = clock.threshold(threshold, reference)? else { continue };
            if !self.has_noticed(&Noticed { clock: kind, episode, due_at, threshold }) {
                let warned = ClockWarned { clock: kind, episode, threshold, due_at, reached_at };
                outstanding.push((reached_at, warned.into()));
            }
        }
        Ok(())
    }

    /// A breach is recorded also where the clock was stopped late before a watch could see it.
    fn breach(&self, clock: &Clock, due_at: Timestamp) -> Option<Outstanding> {
        let Clock { clock: kind, episode, .. } = *clock;
        let noticed = self.has_noticed(&Noticed { clock: kind, episode, due_at, threshold: Noticed::BREACH });
        (!noticed).then(|| (due_at, ClockBreached { clock: kind, episode, due_at }.into()))
    }
}
