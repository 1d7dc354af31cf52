//! Verdicts stand. What the record shows when a deadline passes is the verdict; what is recorded or corrected afterwards
//! speaks for or against it, and only another person changes it (`policy.md`, open points 5 and 8).

use std::collections::{BTreeMap, BTreeSet};

use events_schema::values::Verdict;
use events_schema::{EventId, Timestamp};

use super::clock::{Clock, ClockState, Reassessed, Waiver, shown};
use super::mark::{ClockId, MarkKind, Marks, Moment};
use crate::reference::{Reference, UnknownVersion};

/// The clocks whose deadlines have passed, each as the record showed it then.
pub(crate) type Judged = BTreeMap<ClockId, Clock>;

/// What people have ruled about a clock.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Ruled {
    /// The last verdict that another person gave, and by which event.
    pub(crate) reassessed: Option<(EventId, Verdict)>,
    /// The first waiver of its deadline, and when that was recorded.
    pub(crate) waived: Option<(EventId, Timestamp)>,
}

impl Marks {
    /// The clocks of the ticket, in the order of the policy, as they are known when the time has come to `horizon`. Whoever
    /// has no clock takes [`Marks::latest`]: until then it is certain that nothing else was recorded.
    ///
    /// # Errors
    /// If a clock is pinned to a version that is not there.
    pub fn clocks(&self, horizon: Timestamp, reference: &Reference) -> Result<Vec<Clock>, UnknownVersion> {
        let moments = self.as_they_happened();
        let today = shown(&moments, horizon, reference)?;
        let on_record = if self.always_known() {
            Judged::new()
        } else {
            on_record(&self.changes(), horizon, |known_at, until| shown(&self.as_known_at(known_at), until, reference))?
        };
        Ok(settled(today, on_record, horizon, |clock| ruled(clock, &moments)))
    }
}

/// Walks through what was known when, and takes each clock as it stood when its deadline had passed. `shown` says which clocks
/// there are by what was known at one instant, if nothing more is known until another.
///
/// # Errors
/// If it does.
pub(crate) fn on_record(
    changes: &BTreeSet<Timestamp>,
    horizon: Timestamp,
    shown: impl Fn(Timestamp, Timestamp) -> Result<Vec<Clock>, UnknownVersion>,
) -> Result<Judged, UnknownVersion> {
    let mut judged = Judged::new();
    let ends = changes.iter().copied().skip(1).chain([horizon]);
    for (known_at, until) in changes.iter().copied().zip(ends) {
        for mut clock in shown(known_at, until)? {
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

/// The clocks with their verdicts, by what is known today, what the record showed at their deadlines, and what was ruled.
pub(crate) fn settled(
    today: Vec<Clock>,
    mut on_record: Judged,
    horizon: Timestamp,
    ruled: impl Fn(ClockId) -> Ruled,
) -> Vec<Clock> {
    let mut clocks: Vec<Clock> = today
        .into_iter()
        .map(|clock| {
            let (judged, ruled) = (on_record.remove(&clock.id()), ruled(clock.id()));
            settle(clock, judged.as_ref(), horizon, ruled)
        })
        .collect();
    // A clock that nobody would start any more has been judged all the same.
    clocks.extend(on_record.into_values().map(|judged| {
        let at = judged.judged_by.unwrap_or(horizon);
        let gone = Clock { state: ClockState::Cancelled { at, by: None }, ..judged.clone() };
        settle(gone, Some(&judged), horizon, ruled(judged.id()))
    }));
    clocks.sort_by_key(Clock::id);
    clocks
}

/// A clock with its verdict: the one that was given when its deadline passed, or else what can be said today.
fn settle(clock: Clock, on_record: Option<&Clock>, horizon: Timestamp, ruled: Ruled) -> Clock {
    let today = clock.judged_at(horizon);
    let (first_verdict, judged_by) = match on_record {
        Some(judged) => (judged.verdict, judged.judged_by),
        None => (today, today.and(clock.due_at)),
    };
    let verdict = ruled.reassessed.map(|(_, verdict)| verdict).or(first_verdict);
    let reassessed = ruled.reassessed.map(|(by, _)| Reassessed { by, first_verdict });
    // What is cancelled before its deadline is not judged.
    let says = match (today, clock.state) {
        (None, ClockState::Cancelled { .. }) => Some(Verdict::Void),
        (today, _) => today,
    };
    let contested = says.filter(|says| verdict.is_some_and(|verdict| verdict != *says));
    // Late is a waiver that was granted after the deadline by which the clock is judged.
    let deadline = judged_by.or(clock.due_at);
    let is_late = |granted: Timestamp| deadline.is_some_and(|deadline| granted > deadline);
    let waiver = ruled.waived.map(|(by, granted)| Waiver { by, is_late: is_late(granted) });
    Clock { verdict, judged_by, contested, reassessed, waiver, ..clock }
}

/// What the moments of a ticket say was ruled about a clock, whether or not anybody would still start it.
fn ruled(clock: ClockId, moments: &[Moment<'_>]) -> Ruled {
    let verdicts = moments.iter().filter_map(|moment| match moment.kind {
        MarkKind::Reassessed(of, verdict) if *of == clock => Some((moment, *verdict)),
        _ => None,
    });
    let last = verdicts.max_by_key(|(moment, _)| moment.revision);
    let granted = moments.iter().find(|moment| matches!(moment.kind, MarkKind::WaiverGranted(of) if *of == clock));
    Ruled {
        reassessed: last.map(|(moment, verdict)| (moment.event, verdict)),
        waived: granted.map(|moment| (moment.event, moment.known_at)),
    }
}
