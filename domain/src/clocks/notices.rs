//! What a watch records about clocks, and when it has to look next.

use events_schema::Timestamp;
use events_schema::facts::ticket::{ClockBreached, ClockWarned, TicketFact};

use super::clock::{Clock, ClockProvenance, ClockState, Verdict};
use super::mark::{MarkKind, Marks};
use crate::reference::Reference;

impl Marks {
    /// What has passed by `now` and is not recorded yet, in the order in which it passed.
    #[must_use]
    pub fn notices(&self, now: Timestamp, reference: &Reference) -> Vec<TicketFact> {
        let mut notices: Vec<(Timestamp, TicketFact)> =
            self.outstanding(reference).filter(|(at, _)| *at <= now).collect();
        notices.sort_by_key(|(at, _)| *at);
        notices.into_iter().map(|(_, fact)| fact).collect()
    }

    /// When the next notice is due, if nothing changes before.
    #[must_use]
    pub fn next_notice(&self, reference: &Reference) -> Option<Timestamp> {
        self.outstanding(reference).map(|(at, _)| at).min()
    }

    fn outstanding<'a>(&'a self, reference: &'a Reference) -> impl Iterator<Item = (Timestamp, TicketFact)> + 'a {
        let live = self.clocks(reference).into_iter().filter(|clock| clock.provenance == ClockProvenance::Live);
        live.flat_map(move |clock| self.warnings(&clock, reference).into_iter().chain(self.breach(&clock)))
    }

    /// The thresholds of a running clock, of the policy that it is pinned to. At 100 per cent the breach itself is recorded.
    fn warnings(&self, clock: &Clock, reference: &Reference) -> Vec<(Timestamp, TicketFact)> {
        match clock.state {
            ClockState::Running => {}
            ClockState::Stopped { .. } | ClockState::Cancelled { .. } => return Vec::new(),
        }
        let shares =
            reference.policy_version(clock.policy_version).open.warn_at.iter().copied().filter(|share| *share < 100);
        let open = shares.filter(|share| !self.any(&MarkKind::Warned(clock.clock, clock.episode, *share)));
        let (kind, episode) = (clock.clock, clock.episode);
        open.filter_map(|threshold| {
            let reached_at = clock.threshold(threshold, reference)?;
            Some((reached_at, ClockWarned { clock: kind, episode, threshold, reached_at }.into()))
        })
        .collect()
    }

    /// A breach is recorded also where the clock was stopped late before a watch could see it.
    fn breach(&self, clock: &Clock) -> Option<(Timestamp, TicketFact)> {
        let (kind, episode, due_at) = (clock.clock, clock.episode, clock.due_at?);
        let open = match clock.state {
            ClockState::Running => true,
            ClockState::Cancelled { at, .. } => at > due_at,
            ClockState::Stopped { verdict, .. } => match verdict {
                Verdict::Met => false,
                Verdict::Breached | Verdict::BreachedOnRecord => true,
            },
        };
        let recorded = self.any(&MarkKind::Breached(kind, episode));
        (open && !recorded).then(|| (due_at, ClockBreached { clock: kind, episode, due_at }.into()))
    }
}
