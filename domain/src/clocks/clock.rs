//! A clock and its verdict.

use events_schema::facts::sla_policy::{CalendarVersion, ClockKind, ClockRule};
use events_schema::values::TicketClass;
use events_schema::{Duration, EventId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mark::{Mark, MarkKind, Marks, Provenance};
use crate::calculation::calendar::Calendar;
use crate::calculation::interval::Intervals;
use crate::calculation::measure;
use crate::reference::Reference;

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
    /// When it is due; absent if its calendar never opens long enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
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

/// Where a clock stands. It says nothing about now: a clock that is due and not stopped is running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ClockState {
    /// It waits for its stop.
    Running,
    /// It was stopped.
    Stopped {
        /// When, as reported.
        at: Timestamp,
        /// By which event.
        by: EventId,
        /// What that means.
        verdict: Verdict,
    },
    /// The report was withdrawn while it ran: nobody is judged.
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
    /// Stopped in time, as was said when the deadline had passed: breached until somebody else has reassessed it.
    BreachedOnRecord,
}

impl Marks {
    /// The clocks of the ticket, in the order of the policy.
    #[must_use]
    pub fn clocks(&self, reference: &Reference) -> Vec<Clock> {
        let marks = self.as_they_happened();
        ClockKind::ALL.into_iter().filter_map(|kind| clock(kind, &marks, reference)).collect()
    }
}

/// Where a clock starts and stops, as `policy.md` has it in its table of clocks.
fn clock(kind: ClockKind, marks: &[&Mark], reference: &Reference) -> Option<Clock> {
    match kind {
        ClockKind::Triage => {
            let (start, policy_version) = marks.iter().find_map(|mark| match mark.kind {
                MarkKind::Received { policy_version } => Some((*mark, policy_version)),
                _ => None,
            })?;
            let stop = marks.iter().find(|mark| matches!(mark.kind, MarkKind::Classified(_)));
            Clock::between(kind, start, stop.copied(), marks, policy_version, reference)
        }
        ClockKind::FirstContact => {
            let general = marks.iter().any(|mark| mark.kind == MarkKind::Classified(TicketClass::General));
            let (start, policy_version) = marks.iter().find_map(|mark| match mark.kind {
                MarkKind::Assigned { policy_version, .. } if general => Some((*mark, policy_version)),
                _ => None,
            })?;
            let stop = marks.iter().find(|mark| mark.kind == MarkKind::Reached && mark.at >= start.at);
            Clock::between(kind, start, stop.copied(), marks, policy_version, reference)
        }
    }
}

impl Clock {
    fn between(
        kind: ClockKind,
        start: &Mark,
        stop: Option<&Mark>,
        marks: &[&Mark],
        policy_version: u32,
        reference: &Reference,
    ) -> Option<Self> {
        let ClockRule { target, calendar, .. } = reference.clock_rule(policy_version, kind)?.clone();
        let mut clock = Self {
            clock: kind,
            episode: 1,
            started_at: start.at,
            started_by: start.event,
            policy_version,
            target,
            calendar,
            due_at: None,
            provenance: match start.provenance {
                Provenance::Recorded => ClockProvenance::Live,
                Provenance::Imported => ClockProvenance::Imported,
            },
            state: ClockState::Running,
        };
        clock.due_at = clock.after(target, reference);
        let withdrawn = marks.iter().find(|mark| mark.kind == MarkKind::Withdrawn && mark.at >= start.at);
        clock.state = match (stop, withdrawn) {
            (Some(stop), withdrawn) if withdrawn.is_none_or(|withdrawn| stop.at <= withdrawn.at) => {
                ClockState::Stopped { at: stop.at, by: stop.event, verdict: clock.judge(stop) }
            }
            (_, Some(withdrawn)) => ClockState::Cancelled { at: withdrawn.at, by: withdrawn.event },
            (_, None) => ClockState::Running,
        };
        Some(clock)
    }

    /// A stop exactly at the deadline is in time. What is recorded after the deadline does not undo the breach that was
    /// there, whatever it says (`policy.md`, open point 8); imported history was recorded elsewhere, so only what it says
    /// counts.
    fn judge(&self, stop: &Mark) -> Verdict {
        let Some(due) = self.due_at else { return Verdict::Met };
        match stop.provenance {
            _ if stop.at > due => Verdict::Breached,
            Provenance::Recorded if stop.recorded_at > due => Verdict::BreachedOnRecord,
            Provenance::Recorded | Provenance::Imported => Verdict::Met,
        }
    }

    /// The instant at which this much time has counted.
    #[must_use]
    pub fn after(&self, length: Duration, reference: &Reference) -> Option<Timestamp> {
        measure::reached(self.open_hours(reference), &Intervals::none(), self.started_at, length)
    }

    /// When a share of the target is reached.
    #[must_use]
    pub fn threshold(&self, per_cent: u8, reference: &Reference) -> Option<Timestamp> {
        self.after(self.target.per_cent(per_cent), reference)
    }

    pub(super) fn open_hours<'a>(&self, reference: &'a Reference) -> &'a Calendar {
        static AROUND_THE_CLOCK: Calendar = Calendar::around_the_clock();
        let pinned = self.calendar.as_ref().and_then(|calendar| reference.calendar(calendar));
        pinned.unwrap_or(&AROUND_THE_CLOCK)
    }
}
