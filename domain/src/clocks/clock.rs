//! A clock, its deadline, and what becomes of it.

use events_schema::facts::sla_policy::{CalendarVersion, ClockKind, ClockRule, HoldReason};
use events_schema::values::Verdict;
use events_schema::{Duration, EventId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::course::{Course, End};
use super::mark::{ClockId, MarkKind, Moment, Provenance};
use super::span::{Grid, Span, grids, spans};
use crate::calculation::calendar::Calendar;
use crate::calculation::interval::{Interval, Intervals};
use crate::calculation::measure;
use crate::reference::{Reference, UnknownVersion};

/// One clock of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Clock {
    /// Which clock.
    pub clock: ClockKind,
    /// The episode of the ticket, from 1.
    pub episode: u32,
    /// Which of its kind in the episode, from 1: a slot of the progress grid, or a new start after another class.
    pub number: u32,
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
    /// When it is due; absent while it stands still, and if its calendar never opens long enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// The deadline by which it is judged: its own, or the one that the record showed when it passed, if that was moved
    /// afterwards. Absent while nothing is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged_by: Option<Timestamp>,
    /// Its deadline had passed before anybody could know of it: late triage, a class corrected late.
    #[serde(default, skip_serializing_if = "is_not")]
    pub born_breached: bool,
    /// Whether it was recorded as it ran. Imported history starts no live clocks.
    pub provenance: ClockProvenance,
    /// Where it stands.
    pub state: ClockState,
    /// What became of it. It stands from the deadline on, by what the record showed then; only another person changes it,
    /// by a reassessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// What the record says now, where that is not the verdict: it waits for a reassessment, or was refused one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contested: Option<Verdict>,
    /// The reassessment that changed the verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reassessed: Option<Reassessed>,
    /// The waiver of its deadline. The verdict is not touched by it; measures show both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<Waiver>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
const fn is_not(flag: &bool) -> bool {
    !*flag
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
    /// Until when; absent while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
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
    /// The issue had to wait, and the policy says that the clock waits with it (open point 3).
    Hold(HoldReason),
    /// What a supplier had given was being reviewed here, and was returned (P7.2).
    Review,
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
    },
    /// A slot of the progress grid is over, and nothing can make it up.
    Missed {
        /// When it ended.
        at: Timestamp,
    },
    /// What it waited for is not to come any more.
    Cancelled {
        /// When.
        at: Timestamp,
        /// By which event; absent where the calendar was closed for a whole slot of the grid.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<EventId>,
    },
}

/// A verdict that another person changed (`policy.md`, open point 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reassessed {
    /// By which event.
    pub by: EventId,
    /// The verdict until then.
    pub first_verdict: Option<Verdict>,
}

/// The waiver of a deadline (`policy.md`, open point 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Waiver {
    /// By which event.
    pub by: EventId,
    /// Whether it was granted after the deadline.
    pub is_late: bool,
}

impl Clock {
    /// Its name within the ticket.
    #[must_use]
    pub const fn id(&self) -> ClockId {
        ClockId { clock: self.clock, episode: self.episode, number: self.number }
    }

    /// The instant at which this much time has counted.
    ///
    /// # Errors
    /// If the calendar that the clock is pinned to is not there.
    pub fn after(&self, length: Duration, reference: &Reference) -> Result<Option<Timestamp>, UnknownVersion> {
        if self.clock == ClockKind::ProgressReport {
            return Ok(self.due_at.map(|_| self.started_at + length));
        }
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
        paused(&self.pauses)
    }

    /// What the moments that show the clock so say of it, if the time has come to an instant.
    pub(super) fn judged_at(&self, now: Timestamp) -> Option<Verdict> {
        let late = |at: Timestamp| self.due_at.is_some_and(|due| at > due);
        match self.state {
            ClockState::Stopped { at, .. } if late(at) => Some(Verdict::Breached),
            ClockState::Stopped { .. } => Some(Verdict::Met),
            ClockState::Missed { .. } => Some(Verdict::Breached),
            ClockState::Cancelled { at, .. } => late(at).then_some(Verdict::Breached),
            ClockState::Running => late(now).then_some(Verdict::Breached),
        }
    }
}

fn paused(pauses: &[Pause]) -> Intervals {
    let interval = |pause: &Pause| match pause.to {
        Some(to) => Interval::new(pause.from, to),
        None => Interval::open_ended(pause.from),
    };
    pauses.iter().filter_map(interval).collect()
}

/// The clocks that these moments show, in the order of the policy, without verdicts. Of the progress grid the slots up to
/// the first that is still to come or to be reported at `horizon`.
pub(super) fn shown(
    moments: &[Moment<'_>],
    horizon: Timestamp,
    reference: &Reference,
) -> Result<Vec<Clock>, UnknownVersion> {
    let Some(course) = Course::of(moments) else { return Ok(Vec::new()) };
    let mut clocks = Vec::new();
    for span in spans(&course, reference)? {
        clocks.push(clock_of(&span, &course, reference)?);
    }
    for grid in grids(&course, reference)? {
        clocks.extend(slots(&grid, &course, horizon, reference)?);
    }
    clocks.sort_by_key(|clock| (clock.clock, clock.episode));
    for index in 1..clocks.len() {
        let before = clocks[index - 1].id();
        let clock = &mut clocks[index];
        if (before.clock, before.episode) == (clock.clock, clock.episode) {
            clock.number = before.number + 1;
        }
    }
    Ok(clocks)
}

fn provenance(of: Provenance) -> ClockProvenance {
    match of {
        Provenance::Recorded => ClockProvenance::Live,
        Provenance::Imported => ClockProvenance::Imported,
    }
}

fn clock_of(span: &Span, course: &Course<'_>, reference: &Reference) -> Result<Clock, UnknownVersion> {
    let ClockRule { target, calendar, .. } = reference.clock_rule(span.policy_version, span.clock)?.clone();
    let mut clock = Clock {
        clock: span.clock,
        episode: span.episode,
        number: 1,
        started_at: span.start,
        started_by: span.started_by,
        policy_version: span.policy_version,
        target,
        calendar,
        pauses: course.pauses(span.clock, span.policy_version, span.start, reference)?,
        due_at: None,
        judged_by: None,
        born_breached: false,
        provenance: provenance(span.provenance),
        state: state(span.start, span.stop, span.cancel),
        verdict: None,
        contested: None,
        reassessed: None,
        waiver: None,
    };
    clock.due_at = clock.after(target, reference)?;
    clock.born_breached = clock.due_at.is_some_and(|due| due < span.known_at);
    Ok(clock)
}

fn state(start: Timestamp, stop: Option<End>, cancel: Option<End>) -> ClockState {
    match (stop, cancel) {
        (Some((at, by)), cancel) if cancel.is_none_or(|(cancelled_at, _)| at <= cancelled_at) => {
            ClockState::Stopped { at, by }
        }
        (_, Some((at, by))) => ClockState::Cancelled { at: at.max(start), by: Some(by) },
        (_, None) => ClockState::Running,
    }
}

/// The slots of a grid. More reports in one slot fill no other; a slot that lies wholly in a hold, or in which the issue was
/// solved before it was full, is not due (P3.2.c).
fn slots(
    grid: &Grid,
    course: &Course<'_>,
    horizon: Timestamp,
    reference: &Reference,
) -> Result<Vec<Clock>, UnknownVersion> {
    let kind = ClockKind::ProgressReport;
    let span = |start| Span {
        clock: kind,
        episode: grid.episode,
        start,
        started_by: grid.started_by,
        policy_version: grid.policy_version,
        known_at: grid.known_at,
        provenance: grid.provenance,
        stop: None,
        cancel: None,
    };
    let (mut slots, mut from) = (Vec::new(), grid.start);
    while grid.until.is_none_or(|(until, _)| from < until) {
        let slot = slot(clock_of(&span(from), course, reference)?, grid, course, horizon, reference)?;
        let to = from + slot.target;
        let is_last = slot.state == ClockState::Running || (slot.due_at.is_none() && to > horizon);
        slots.push(slot);
        if is_last || to <= from {
            break;
        }
        from = to;
    }
    Ok(slots)
}

fn slot(
    slot: Clock,
    grid: &Grid,
    course: &Course<'_>,
    horizon: Timestamp,
    reference: &Reference,
) -> Result<Clock, UnknownVersion> {
    let (from, to) = (slot.started_at, slot.started_at + slot.target);
    let reported = course.first_from(from, |kind| *kind == MarkKind::ProgressReported).filter(|report| report.at < to);
    let ended = grid.until.filter(|(at, _)| *at < to);
    let reported = reported.filter(|report| ended.is_none_or(|(at, _)| report.at <= at));
    let counted = measure::elapsed(slot.open_hours(reference)?, &slot.paused(), from, to);
    let hold = slot.pauses.iter().find(|pause| pause.to.is_none_or(|end| end > from));
    let (state, is_due) = match (reported, ended) {
        (Some(report), _) => (ClockState::Stopped { at: report.at, by: report.event }, true),
        (None, Some((at, by))) => (ClockState::Cancelled { at, by: Some(by) }, true),
        (None, None) if counted == Duration::ZERO && to > horizon => (ClockState::Running, false),
        (None, None) if counted == Duration::ZERO => {
            (ClockState::Cancelled { at: to, by: hold.map(|pause| pause.by) }, false)
        }
        (None, None) if to <= horizon => (ClockState::Missed { at: to }, true),
        (None, None) => (ClockState::Running, true),
    };
    let pauses = if is_due { Vec::new() } else { slot.pauses };
    let due_at = is_due.then_some(to);
    let born_breached = due_at.is_some_and(|due| due < grid.known_at);
    Ok(Clock { state, pauses, due_at, born_breached, ..slot })
}
