//! Verdicts stand. What the record shows when a deadline passes is the verdict; what is recorded or corrected afterwards
//! speaks for or against it, and only another person changes it (`policy.md`, open points 5 and 8).

use std::collections::BTreeMap;

use events_schema::Timestamp;
use events_schema::values::Verdict;

use super::clock::{Clock, ClockState, Reassessed, Waiver, shown};
use super::mark::{ClockId, MarkKind, Marks, Moment};
use crate::reference::{Reference, UnknownVersion};

/// The clocks whose deadlines have passed, each as the record showed it then.
type Judged = BTreeMap<ClockId, Clock>;

impl Marks {
    /// The clocks of the ticket, in the order of the policy, as they are known when the time has come to `horizon`. Whoever
    /// has no clock takes [`Marks::latest`]: until then it is certain that nothing else was recorded.
    ///
    /// # Errors
    /// If a clock is pinned to a version that is not there.
    pub fn clocks(&self, horizon: Timestamp, reference: &Reference) -> Result<Vec<Clock>, UnknownVersion> {
        let moments = self.as_they_happened();
        let today = shown(&moments, horizon, reference)?;
        let mut on_record = if self.always_known() { Judged::new() } else { self.on_record(horizon, reference)? };
        let mut clocks: Vec<Clock> = today
            .into_iter()
            .map(|clock| {
                let judged = on_record.remove(&clock.id());
                settled(clock, judged.as_ref(), horizon, &moments)
            })
            .collect();
        // A clock that nobody would start any more has been judged all the same.
        clocks.extend(on_record.into_values().map(|judged| {
            let at = judged.judged_by.unwrap_or(horizon);
            let gone = Clock { state: ClockState::Cancelled { at, by: None }, ..judged.clone() };
            settled(gone, Some(&judged), horizon, &moments)
        }));
        clocks.sort_by_key(Clock::id);
        Ok(clocks)
    }

    /// Walks through what was known when, and takes each clock as it stood when its deadline had passed.
    fn on_record(&self, horizon: Timestamp, reference: &Reference) -> Result<Judged, UnknownVersion> {
        let mut judged = Judged::new();
        let changes = self.changes();
        let ends = changes.iter().copied().skip(1).chain([horizon]);
        for (known_at, until) in changes.iter().copied().zip(ends) {
            for mut clock in shown(&self.as_known_at(known_at), until, reference)? {
                let Some(due) = clock.due_at else { continue };
                let passed = due.max(known_at);
                if passed >= until || judged.contains_key(&clock.id()) {
                    continue;
                }
                if let Some(verdict) = clock.judged_at(until) {
                    (clock.verdict, clock.judged_by) = (Some(verdict), Some(due));
                    judged.insert(clock.id(), clock);
                }
            }
        }
        Ok(judged)
    }
}

/// A clock with its verdict: the one that was given when its deadline passed, or else what can be said today.
fn settled(clock: Clock, on_record: Option<&Clock>, horizon: Timestamp, moments: &[Moment<'_>]) -> Clock {
    let today = clock.judged_at(horizon);
    let (first_verdict, judged_by) = match on_record {
        Some(judged) => (judged.verdict, judged.judged_by),
        None => (today, today.and(clock.due_at)),
    };
    let id = clock.id();
    let changes = moments.iter().filter_map(|moment| match moment.kind {
        MarkKind::Reassessed(of, verdict) if *of == id => Some((moment, *verdict)),
        _ => None,
    });
    let last = changes.max_by_key(|(moment, _)| moment.revision);
    let verdict = last.map(|(_, verdict)| verdict).or(first_verdict);
    let reassessed = last.map(|(moment, _)| Reassessed { by: moment.event, first_verdict });
    // What is cancelled before its deadline is not judged.
    let says = match (today, clock.state) {
        (None, ClockState::Cancelled { .. }) => Some(Verdict::Void),
        (today, _) => today,
    };
    let contested = says.filter(|says| verdict.is_some_and(|verdict| verdict != *says));
    let waiver = waiver(id, judged_by.or(clock.due_at), moments);
    Clock { verdict, judged_by, contested, reassessed, waiver, ..clock }
}

/// The first waiver of a clock, whether or not anybody would still start it; late if it was granted after the deadline by which
/// the clock is judged.
fn waiver(clock: ClockId, deadline: Option<Timestamp>, moments: &[Moment<'_>]) -> Option<Waiver> {
    let granted = moments.iter().find(|moment| matches!(moment.kind, MarkKind::WaiverGranted(of) if *of == clock))?;
    Some(Waiver { by: granted.event, is_late: deadline.is_some_and(|deadline| granted.known_at > deadline) })
}
