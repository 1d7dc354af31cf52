//! A clock and its verdict.

use events_schema::facts::sla_policy::{CalendarVersion, ClockKind, ClockRule};
use events_schema::values::TicketClass;
use events_schema::{Duration, EventId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mark::{MarkKind, Marks, Moment, Provenance};
use crate::calculation::calendar::Calendar;
use crate::calculation::interval::{Interval, Intervals};
use crate::calculation::measure;
use crate::reference::{Reference, UnknownVersion};

/// One clock of a ticket, in one episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Clock {
    /// Which clock.
    pub clock: ClockKind,
    /// The episode of the ticket, from 1.
    pub episode: u32,
    /// When it started.
    pub started_at: Timestamp,
    /// The event that started it.
    pub started_by: EventId,
    /// The version of the policy that it is pinned to.
    pub policy_version: u32,
    /// How long it may run.
    pub target: Duration,
    /// The calendar that it is pinned to; absent: around the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarVersion>,
    /// When it stood still.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// When it is due; absent if its calendar never opens long enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// The deadline that it missed: its own, or the one that the record showed when it passed, if that was moved
    /// afterwards. Absent while it runs up to its own deadline, and where it was met or cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed_due_at: Option<Timestamp>,
    /// Whether it was recorded as it ran. Imported history starts no live clocks.
    pub provenance: ClockProvenance,
    /// Where it stands.
    pub state: ClockState,
}

/// Whether a clock ran here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockProvenance {
    /// It runs or ran here; a watch looks after it.
    Live,
    /// It was computed from imported history; nobody is warned.
    Imported,
}

/// A time in which a clock stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Pause {
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// Why.
    pub why: PauseReason,
    /// The event that began it.
    pub by: EventId,
}

/// Why a clock stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// The report was withdrawn and later reopened: in between there was nothing to do.
    Withdrawn,
}

/// Where a clock stands. It says nothing about now: a clock that is due and not stopped is running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ClockState {
    /// It waits for its stop.
    Running,
    /// It was stopped, or the report was withdrawn when its deadline had passed.
    Stopped {
        /// When, as reported.
        at: Timestamp,
        /// By which event.
        by: EventId,
        /// What that means.
        verdict: Verdict,
    },
    /// The report was withdrawn before its deadline: nobody is judged.
    Cancelled {
        /// When.
        at: Timestamp,
        /// By which event.
        by: EventId,
    },
}

/// What became of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Stopped in time.
    Met,
    /// Stopped late.
    Breached,
    /// In time by what was said or corrected after the deadline; the record showed it running when a deadline passed.
    /// Breached until somebody else has reassessed it.
    BreachedOnRecord,
}

impl Marks {
    /// The clocks of the ticket, in the order of the policy.
    ///
    /// # Errors
    /// If a clock is pinned to a version that is not there.
    pub fn clocks(&self, reference: &Reference) -> Result<Vec<Clock>, UnknownVersion> {
        let today = self.as_they_happened();
        let clock = |kind| -> Result<Option<Clock>, UnknownVersion> {
            let Some(clock) = shown(kind, &today, reference)? else { return Ok(None) };
            let missed = if self.always_known() { None } else { self.missed_on_record(kind, reference)? };
            Ok(Some(clock.judged(missed)))
        };
        ClockKind::ALL.into_iter().filter_map(|kind| clock(kind).transpose()).collect()
    }

    /// The first deadline at which the record, as it was then, showed the clock running. Whatever is recorded later does
    /// not undo that breach (`policy.md`, open point 8): neither a stop that is entered late, nor a start that is
    /// corrected, nor a withdrawal that is dated back.
    fn missed_on_record(&self, kind: ClockKind, reference: &Reference) -> Result<Option<Timestamp>, UnknownVersion> {
        let changes = self.changes();
        for (known_at, until) in changes.iter().zip(changes.iter().skip(1)) {
            let Some(clock) = shown(kind, &self.as_known_at(*known_at), reference)? else { continue };
            let missed = clock.due_at.filter(|due| (*due).max(*known_at) < *until);
            if clock.state == ClockState::Running && missed.is_some() {
                return Ok(missed);
            }
        }
        Ok(None)
    }
}

/// A clock as these moments show it, judged by them alone. Where it starts and stops is the table of clocks in `policy.md`.
fn shown(kind: ClockKind, moments: &[Moment<'_>], reference: &Reference) -> Result<Option<Clock>, UnknownVersion> {
    let start = moments.iter().find_map(|moment| match (kind, moment.kind) {
        (ClockKind::Triage, MarkKind::Received { policy_version })
        | (ClockKind::FirstContact, MarkKind::Assigned { policy_version, .. }) => Some((moment, *policy_version)),
        _ => None,
    });
    let Some((start, policy_version)) = start else { return Ok(None) };
    let is_general = || moments.iter().any(|moment| *moment.kind == MarkKind::Classified(TicketClass::General));
    if kind == ClockKind::FirstContact && !is_general() {
        return Ok(None);
    }
    let stop = moments.iter().find(|moment| match kind {
        ClockKind::Triage => matches!(moment.kind, MarkKind::Classified(_)),
        ClockKind::FirstContact => *moment.kind == MarkKind::Reached && moment.at >= start.at,
    });
    Clock::between(kind, policy_version, start, stop, moments, reference).map(Some)
}

impl Clock {
    fn between(
        kind: ClockKind,
        policy_version: u32,
        start: &Moment<'_>,
        stop: Option<&Moment<'_>>,
        moments: &[Moment<'_>],
        reference: &Reference,
    ) -> Result<Self, UnknownVersion> {
        let ClockRule { target, calendar, .. } = reference.clock_rule(policy_version, kind)?.clone();
        let since = moments.iter().filter(|moment| moment.at >= start.at);
        let (pauses, withdrawn) = withdrawals(since);
        let mut clock = Self {
            clock: kind,
            episode: 1,
            started_at: start.at,
            started_by: start.event,
            policy_version,
            target,
            calendar,
            pauses,
            due_at: None,
            missed_due_at: None,
            provenance: match start.provenance {
                Provenance::Recorded => ClockProvenance::Live,
                Provenance::Imported => ClockProvenance::Imported,
            },
            state: ClockState::Running,
        };
        clock.due_at = clock.after(target, reference)?;
        clock.state = match (stop, withdrawn) {
            (Some(stop), withdrawn) if withdrawn.is_none_or(|withdrawn| stop.at <= withdrawn.at) => {
                ClockState::Stopped { at: stop.at, by: stop.event, verdict: Verdict::Met }
            }
            (_, Some(withdrawn)) => ClockState::Cancelled { at: withdrawn.at, by: withdrawn.event },
            (_, None) => ClockState::Running,
        };
        Ok(clock)
    }

    /// The clock with its verdict, given the deadline that it missed on the record. A stop exactly at the deadline is in
    /// time.
    fn judged(self, on_record: Option<Timestamp>) -> Self {
        let (at, by) = match self.state {
            ClockState::Running => {
                return Self { missed_due_at: on_record.filter(|due| Some(*due) != self.due_at), ..self };
            }
            ClockState::Stopped { at, by, .. } | ClockState::Cancelled { at, by } => (at, by),
        };
        let late = self.due_at.filter(|due| at > *due);
        let verdict = match (late, on_record) {
            (Some(_), _) => Verdict::Breached,
            (None, Some(_)) => Verdict::BreachedOnRecord,
            (None, None) => return self,
        };
        Self { missed_due_at: late.or(on_record), state: ClockState::Stopped { at, by, verdict }, ..self }
    }

    /// The instant at which this much time has counted.
    ///
    /// # Errors
    /// If the calendar that the clock is pinned to is not there.
    pub fn after(&self, length: Duration, reference: &Reference) -> Result<Option<Timestamp>, UnknownVersion> {
        Ok(measure::reached(self.open_hours(reference)?, &self.paused(), self.started_at, length))
    }

    /// When a share of the target is reached.
    ///
    /// # Errors
    /// If the calendar that the clock is pinned to is not there.
    pub fn threshold(&self, per_cent: u8, reference: &Reference) -> Result<Option<Timestamp>, UnknownVersion> {
        self.after(self.target.per_cent(per_cent), reference)
    }

    pub(super) fn open_hours<'a>(&self, reference: &'a Reference) -> Result<&'a Calendar, UnknownVersion> {
        static AROUND_THE_CLOCK: Calendar = Calendar::around_the_clock();
        self.calendar.as_ref().map_or(Ok(&AROUND_THE_CLOCK), |pinned| reference.calendar(pinned))
    }

    pub(super) fn paused(&self) -> Intervals {
        self.pauses.iter().filter_map(|pause| Interval::new(pause.from, pause.to)).collect()
    }
}

/// The times in which the report was withdrawn, and the withdrawal that stands. Who withdraws and reopens gives his reason;
/// what lies between counts for nobody.
fn withdrawals<'a>(moments: impl Iterator<Item = &'a Moment<'a>>) -> (Vec<Pause>, Option<&'a Moment<'a>>) {
    let (mut pauses, mut standing) = (Vec::new(), None::<&Moment<'_>>);
    for moment in moments {
        match (moment.kind, standing) {
            (MarkKind::Withdrawn, None) => standing = Some(moment),
            (MarkKind::Reopened, Some(withdrawn)) => {
                let (from, to, by) = (withdrawn.at, moment.at, withdrawn.event);
                pauses.push(Pause { from, to, why: PauseReason::Withdrawn, by });
                standing = None;
            }
            _ => {}
        }
    }
    (pauses, standing)
}
