//! The clocks of a notice (`policy.md`, Clocks): the notice itself, the supplier's response, his solution.

use std::collections::BTreeSet;

use events_schema::facts::sla_policy::{ClockKind, ClockRule};
use events_schema::{Duration, EventId, Timestamp};

use super::{Review, Said, Stage, SupplierNotice, Terms};
use crate::clocks::{
    Clock, ClockId, ClockProvenance, ClockState, Outstanding, Pause, PauseReason, Ruled, on_record, outstanding,
    passed, settled,
};
use crate::reference::{Reference, UnknownVersion};

/// The clocks that a notice has, in the order of the policy.
pub const CLOCKS: [ClockKind; 3] =
    [ClockKind::SupplierNotice, ClockKind::SupplierResponse, ClockKind::SupplierSolution];

/// The life of a clock as it is known at some instant.
struct Life {
    clock: ClockKind,
    policy_version: u32,
    start: (Timestamp, EventId),
    stop: Option<(Timestamp, EventId)>,
    pauses: Vec<Pause>,
    /// A target of its own, where the notice sets one.
    within: Option<Duration>,
}

impl SupplierNotice {
    /// The clocks, as they are known when the time has come to `horizon`.
    ///
    /// # Errors
    /// If one is pinned to a version of the policy or a calendar that is not there.
    pub fn clocks(&self, horizon: Timestamp, reference: &Reference) -> Result<Vec<Clock>, UnknownVersion> {
        let Some(latest) = self.changes().last().copied() else { return Ok(Vec::new()) };
        let today = self.known_at(latest, reference)?;
        let on_record = on_record(&self.changes(), horizon, |known_at, _| self.known_at(known_at, reference))?;
        let ruled = |id: ClockId| Ruled { reassessed: self.rulings.get(&id.clock).copied(), waived: None };
        Ok(settled(today, on_record, horizon, ruled))
    }

    /// What has passed by `now` and is not recorded yet.
    pub(super) fn outstanding(
        &self,
        now: Timestamp,
        reference: &Reference,
    ) -> Result<Vec<Outstanding>, UnknownVersion> {
        Ok(passed(outstanding(&self.clocks(now, reference)?, &self.noticed, reference)?, now))
    }

    /// When the next thing is to be recorded, if nothing changes before.
    ///
    /// # Errors
    /// As for [`SupplierNotice::clocks`].
    pub fn next_notice(&self, reference: &Reference) -> Result<Option<Timestamp>, UnknownVersion> {
        let Some(latest) = self.changes().last().copied() else { return Ok(None) };
        let outstanding = outstanding(&self.clocks(latest, reference)?, &self.noticed, reference)?;
        Ok(outstanding.into_iter().map(|notice| notice.from).min())
    }

    /// The instants at which more was known than before.
    fn changes(&self) -> BTreeSet<Timestamp> {
        let solutions = self.solutions.iter().flat_map(|solution| {
            let reviewed = match &solution.review {
                Review::Open => None,
                Review::Accepted(said) | Review::Returned(said) => Some(said),
            };
            std::iter::once(&solution.given).chain(reviewed)
        });
        let once = self.confirmed.iter().map(|(said, _)| said).chain(self.sent.iter().map(|(said, _)| said));
        let said = once.chain(&self.receipts).chain(self.responses.iter().map(|(said, _)| said));
        said.chain(solutions).chain(&self.ended).map(|said| said.known_at).collect()
    }

    /// The clocks by what was known at an instant, without verdicts.
    fn known_at(&self, instant: Timestamp, reference: &Reference) -> Result<Vec<Clock>, UnknownVersion> {
        let ended = self.ended.as_ref().filter(|said| said.known_at <= instant && self.stage != Stage::Closed);
        let lives = self.notice(instant).into_iter().chain(self.of_the_supplier(instant, reference)?);
        lives.map(|life| self.clock(life, ended, reference)).collect()
    }

    fn notice(&self, instant: Timestamp) -> Option<Life> {
        let (confirmed, policy_version) = self.confirmed.as_ref().filter(|(said, _)| said.known_at <= instant)?;
        let sent = self.sent.as_ref().filter(|(said, _)| said.known_at <= instant);
        Some(Life {
            clock: ClockKind::SupplierNotice,
            policy_version: *policy_version,
            start: (confirmed.at, confirmed.event),
            stop: sent.map(|(said, _)| (said.at.max(confirmed.at), said.event)),
            pauses: Vec::new(),
            within: None,
        })
    }

    fn of_the_supplier(&self, instant: Timestamp, reference: &Reference) -> Result<Vec<Life>, UnknownVersion> {
        let Some((sent, terms)) = self.sent.as_ref().filter(|(said, _)| said.known_at <= instant) else {
            return Ok(Vec::new());
        };
        let Terms { solution_within, policy_version } = *terms;
        let start = self.received(sent, policy_version, instant, reference)?;
        let not_before = |said: &Said| (said.at.max(start.0), said.event);
        let responses = self.responses.iter().map(|(said, _)| said).filter(|said| said.known_at <= instant);
        let life = |clock, stop, pauses, within| Life { clock, policy_version, start, stop, pauses, within };
        let response = responses.min_by_key(|said| said.at).map(not_before);
        let solution = self.accepted(instant).map(not_before);
        Ok(vec![
            life(ClockKind::SupplierResponse, response, Vec::new(), None),
            life(ClockKind::SupplierSolution, solution, self.reviews(instant, start.0), Some(solution_within)),
        ])
    }

    /// When the supplier had the notice: by what shows it, but never later than it is presumed, so that nobody buys time by
    /// not looking.
    fn received(
        &self,
        sent: &Said,
        policy_version: u32,
        instant: Timestamp,
        reference: &Reference,
    ) -> Result<(Timestamp, EventId), UnknownVersion> {
        let presumed = sent.at + reference.policy_version(policy_version)?.open.receipt_presumed_after;
        let shown = self.receipts.iter().filter(|said| said.known_at <= instant).min_by_key(|said| said.at);
        let shown = shown.map(|said| (said.at.max(sent.at), said.event)).filter(|(at, _)| *at <= presumed);
        Ok(shown.unwrap_or((presumed, sent.event)))
    }

    fn accepted(&self, instant: Timestamp) -> Option<&Said> {
        let is_accepted = |review: &Review| matches!(review, Review::Accepted(said) if said.known_at <= instant);
        self.solutions.iter().find(|solution| is_accepted(&solution.review)).map(|solution| &solution.given)
    }

    /// Our reviews of what was returned, and the one that goes on: the clock stands still meanwhile.
    fn reviews(&self, instant: Timestamp, start: Timestamp) -> Vec<Pause> {
        let known = self.solutions.iter().filter(|solution| solution.given.known_at <= instant);
        let pause = known.filter_map(|solution| {
            let to = match &solution.review {
                Review::Accepted(said) if said.known_at <= instant => return None,
                Review::Returned(said) if said.known_at <= instant => Some(said.at),
                Review::Open | Review::Accepted(_) | Review::Returned(_) => None,
            };
            let given = &solution.given;
            Some(Pause { from: given.at.max(start), to, why: PauseReason::Review, by: given.event })
        });
        pause.collect()
    }

    fn clock(&self, life: Life, ended: Option<&Said>, reference: &Reference) -> Result<Clock, UnknownVersion> {
        let ClockRule { target, calendar, .. } = reference.clock_rule(life.policy_version, life.clock)?.clone();
        let target = life.within.unwrap_or(target);
        let (started_at, started_by) = life.start;
        let state = match (life.stop, ended) {
            (Some((at, by)), _) => ClockState::Stopped { at, by },
            (None, Some(ended)) => ClockState::Cancelled { at: ended.at.max(started_at), by: Some(ended.event) },
            (None, None) => ClockState::Running,
        };
        let clock = Clock {
            clock: life.clock,
            episode: 1,
            number: 1,
            started_at,
            started_by,
            policy_version: life.policy_version,
            target,
            calendar,
            pauses: life.pauses,
            due_at: None,
            judged_by: None,
            born_breached: false,
            provenance: if self.imported { ClockProvenance::Imported } else { ClockProvenance::Live },
            state,
            verdict: None,
            contested: None,
            reassessed: None,
            waiver: None,
        };
        Ok(Clock { due_at: clock.after(target, reference)?, ..clock })
    }
}
