//! How a clock comes to its deadline: every segment of its time, and what each group had of it.

use events_schema::ids::{GroupId, PersonId};
use events_schema::{Duration, EventId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::clock::{Clock, ClockState, PauseReason};
use super::mark::{MarkKind, Marks};
use crate::calculation::measure::{self, SegmentKind};
use crate::reference::{Reference, UnknownVersion};
use crate::sla_policy::clause_of;

/// A clock with the segments that add up to its deadline.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Explanation {
    /// The clock.
    #[serde(flatten)]
    pub clock: Clock,
    /// The clause of the policy that it comes from.
    pub clause: &'static str,
    /// The segments from its start to its deadline, or to its stop if that is later: without gaps, in order.
    pub segments: Vec<ExplainedSegment>,
    /// What counted up to the deadline: the target, unless there is no deadline. Of a slot of the progress grid, what its
    /// calendar left of it.
    pub counted_to_deadline: Duration,
    /// What counted up to the stop, or up to now while it runs.
    pub elapsed: Duration,
    /// What is left of the target; negative when it is overrun.
    pub remaining: Duration,
    /// What each group, and each person who took it over, had of the counted time up to the stop, or up to now.
    pub owners: Vec<OwnerShare>,
}

/// A piece of a clock's time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExplainedSegment {
    /// Its beginning.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
    /// Whether it counted.
    pub is: SegmentIs,
    /// Why it stood still, where it was paused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<PauseReason>,
    /// The event that paused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<EventId>,
    /// Its length.
    pub length: Duration,
}

/// Why a segment counts or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SegmentIs {
    /// It counts.
    Counted,
    /// The calendar was closed.
    Closed,
    /// The clock was paused.
    Paused,
}

/// The counted time that somebody had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OwnerShare {
    /// The group; absent: nobody yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Who had taken it over there; absent: nobody yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The event that gave it to him or the group, or started the clock.
    pub by: EventId,
    /// From when.
    pub from: Timestamp,
    /// The time that counted.
    pub counted: Duration,
}

impl Clock {
    /// When it stopped, or now while it runs.
    fn stop(&self, now: Timestamp) -> Timestamp {
        match self.state {
            ClockState::Running => now.max(self.started_at),
            ClockState::Stopped { at, .. } | ClockState::Missed { at } | ClockState::Cancelled { at, .. } => at,
        }
    }

    /// How it came to its deadline, as of `now`; who had its time is another question.
    ///
    /// # Errors
    /// If it is pinned to a version that is not there.
    pub fn explained(self, now: Timestamp, reference: &Reference) -> Result<Explanation, UnknownVersion> {
        let clock = self;
        let calendar = clock.open_hours(reference)?;
        let pauses = clock.paused();
        let stop = clock.stop(now);
        let end = clock.due_at.map_or(stop, |due| due.max(stop));
        let counted = |from, to| measure::elapsed(calendar, &pauses, from, to);
        let elapsed = counted(clock.started_at, stop);
        let segments = measure::segments(calendar, &pauses, clock.started_at, end).into_iter().map(|segment| {
            let is = match segment.kind {
                SegmentKind::Counted => SegmentIs::Counted,
                SegmentKind::Closed => SegmentIs::Closed,
                SegmentKind::Paused => SegmentIs::Paused,
            };
            let pause =
                clock.pauses.iter().find(|pause| is == SegmentIs::Paused && pause.to.is_none_or(|to| to >= segment.to));
            let (why, by) = (pause.map(|pause| pause.why), pause.map(|pause| pause.by));
            ExplainedSegment { from: segment.from, to: segment.to, is, why, by, length: segment.length() }
        });
        Ok(Explanation {
            clause: clause_of(clock.clock),
            segments: segments.collect(),
            counted_to_deadline: clock.due_at.map_or(Duration::ZERO, |due| counted(clock.started_at, due)),
            elapsed,
            remaining: clock.target - elapsed,
            owners: Vec::new(),
            clock,
        })
    }
}

impl Marks {
    /// Explains one of the ticket's clocks at `now`.
    ///
    /// # Errors
    /// If the clock is pinned to a version that is not there.
    pub fn explain(&self, clock: Clock, now: Timestamp, reference: &Reference) -> Result<Explanation, UnknownVersion> {
        let owners = self.owners_until(&clock, clock.stop(now), reference)?;
        Ok(Explanation { owners, ..clock.explained(now, reference)? })
    }

    /// Reassignment restarts no clock, so each group's share is shown (`policy.md`, Clocks).
    pub(crate) fn owners_until(
        &self,
        clock: &Clock,
        stop: Timestamp,
        reference: &Reference,
    ) -> Result<Vec<OwnerShare>, UnknownVersion> {
        let (calendar, pauses) = (clock.open_hours(reference)?, clock.paused());
        let counted = |from, to| measure::elapsed(calendar, &pauses, from, to);
        let (by, from, counted_yet) = (clock.started_by, clock.started_at, Duration::ZERO);
        let mut owners = vec![OwnerShare { group: None, person: None, by, from, counted: counted_yet }];
        for mark in self.as_they_happened().into_iter().filter(|mark| mark.at < stop) {
            let (group, person) = match (mark.kind, owners.last()) {
                (MarkKind::Assigned { group, .. } | MarkKind::Reassigned(group), _) => (Some(group.clone()), None),
                (MarkKind::TakenOver(person), Some(last)) => (last.group.clone(), Some(person.clone())),
                _ => continue,
            };
            let from = mark.at.max(clock.started_at);
            let next = OwnerShare { group, person, by: mark.event, from, counted: counted_yet };
            match owners.last_mut() {
                Some(last) if last.from == next.from => *last = next,
                Some(_) | None => owners.push(next),
            }
        }
        let ends: Vec<Timestamp> = owners.iter().skip(1).map(|owner| owner.from).chain([stop]).collect();
        for (owner, end) in owners.iter_mut().zip(ends) {
            owner.counted = counted(owner.from, end.max(owner.from));
        }
        Ok(owners)
    }
}
