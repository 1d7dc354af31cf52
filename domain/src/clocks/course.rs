//! The course of a ticket, as some moments of it show it: episodes, classes, holds, who is on site.

use events_schema::facts::sla_policy::{ClockKind, HoldReason, UrgentStart};
use events_schema::ids::PersonId;
use events_schema::values::TicketClass;
use events_schema::{EventId, Role, Timestamp};

use super::clock::{Pause, PauseReason};
use super::mark::{Classed, MarkKind, Moment};
use crate::reference::{Reference, UnknownVersion};

/// When something ended, and by which event.
pub(super) type End = (Timestamp, EventId);

/// What the moments come to.
pub(super) struct Course<'a> {
    moments: &'a [Moment<'a>],
    pub(super) received: &'a Moment<'a>,
    /// The times in which the ticket had one class.
    pub(super) periods: Vec<Period<'a>>,
    /// The moments that begin the second episode and those after it.
    beginnings: Vec<&'a Moment<'a>>,
    /// The times in which the report was withdrawn.
    withdrawals: Vec<Pause>,
    /// The withdrawal or merge that stands.
    pub(super) over: Option<End>,
    holds: Vec<(HoldReason, Pause)>,
}

/// A time in which a ticket had one class.
#[derive(Clone, Copy)]
pub(super) struct Period<'a> {
    pub(super) class: TicketClass,
    pub(super) policy_version: u32,
    /// The moment that gave the class.
    pub(super) by: &'a Moment<'a>,
    pub(super) since: Since,
    /// When the next class was given.
    pub(super) until: Option<End>,
}

/// From when on the clocks of a class run (`policy.md`, open points 4 and 6).
#[derive(Clone, Copy)]
pub(super) enum Since {
    /// The issue was classified so, or should have been.
    Classified(Timestamp),
    /// The situation changed.
    Changed(Timestamp),
}

/// An episode of a ticket: from the report, or from the customer's refusal or a reopening, to the next.
#[derive(Clone, Copy)]
pub(super) struct Episode<'a> {
    /// From 1.
    pub(super) number: u32,
    /// The moment that begins it.
    pub(super) by: &'a Moment<'a>,
    /// The moment that begins the next.
    next: Option<&'a Moment<'a>>,
}

impl Episode<'_> {
    /// A solution and the refusal of it can bear the same time: what was recorded before an episode began belongs to the one
    /// before.
    fn contains(&self, moment: &Moment<'_>) -> bool {
        self.by.place() <= moment.place() && self.next.is_none_or(|next| moment.place() < next.place())
    }

    pub(super) fn until(&self) -> Option<End> {
        self.next.map(|next| (next.at, next.event))
    }
}

impl<'a> Course<'a> {
    /// The course that the moments show; `None` before anything was reported.
    pub(super) fn of(moments: &'a [Moment<'a>]) -> Option<Self> {
        let received = moments.iter().find(|moment| matches!(moment.kind, MarkKind::Received { .. }))?;
        let mut course = Self {
            moments,
            received,
            periods: Vec::new(),
            beginnings: Vec::new(),
            withdrawals: Vec::new(),
            over: None,
            holds: Vec::new(),
        };
        let mut withdrawn = None::<&Moment<'_>>;
        for moment in moments {
            match moment.kind {
                MarkKind::Classified(classed) | MarkKind::ClassCorrected(classed) | MarkKind::ClassChanged(classed) => {
                    course.classify(moment, *classed);
                }
                MarkKind::Held(reason) => {
                    let why = PauseReason::Hold(*reason);
                    course.holds.push((*reason, Pause { from: moment.at, to: None, why, by: moment.event }));
                }
                MarkKind::Released(hold) => {
                    let held = course.holds.iter_mut().find(|(_, pause)| pause.by == *hold);
                    if let Some((_, pause)) = held {
                        pause.to = Some(moment.at.max(pause.from));
                    }
                }
                MarkKind::Withdrawn => withdrawn = withdrawn.or(Some(moment)),
                MarkKind::Reopened => match withdrawn.take() {
                    Some(since) => {
                        let (from, to, why) = (since.at, Some(moment.at), PauseReason::Withdrawn);
                        course.withdrawals.push(Pause { from, to, why, by: since.event });
                    }
                    None => course.beginnings.push(moment),
                },
                MarkKind::Refused => course.beginnings.push(moment),
                MarkKind::Merged => course.over = course.over.or(Some((moment.at, moment.event))),
                _ => {}
            }
        }
        let withdrawn = withdrawn.map(|moment| (moment.at, moment.event));
        course.over = course.over.into_iter().chain(withdrawn).min_by_key(|(at, _)| *at);
        Some(course)
    }

    /// A correction says what the class was from the beginning, a change what it is from then on.
    fn classify(&mut self, moment: &'a Moment<'a>, classed: Classed) {
        let since = match (moment.kind, self.periods.last()) {
            (MarkKind::ClassCorrected(_), Some(wrong)) => wrong.since,
            (MarkKind::ClassChanged(_), Some(_)) => Since::Changed(moment.at),
            (_, Some(_)) => return,
            (_, None) => Since::Classified(moment.at),
        };
        if let Some(before) = self.periods.last_mut() {
            before.until = Some((moment.at, moment.event));
        }
        let Classed { class, policy_version } = classed;
        self.periods.push(Period { class, policy_version, by: moment, since, until: None });
    }

    /// The first moment of an episode that fits.
    pub(super) fn first(&self, within: Episode<'_>, fits: impl Fn(&MarkKind) -> bool) -> Option<&'a Moment<'a>> {
        self.moments.iter().find(|moment| within.contains(moment) && fits(moment.kind))
    }

    /// The first moment from an instant on that fits.
    pub(super) fn first_from(&self, from: Timestamp, fits: impl Fn(&MarkKind) -> bool) -> Option<&'a Moment<'a>> {
        self.moments.iter().find(|moment| moment.at >= from && fits(moment.kind))
    }

    pub(super) fn episodes(&self) -> impl Iterator<Item = Episode<'a>> {
        let begin = std::iter::once(self.received).chain(self.beginnings.iter().copied());
        let next = self.beginnings.iter().copied().map(Some).chain([None]);
        (1..).zip(begin.zip(next)).map(|(number, (by, next))| Episode { number, by, next })
    }

    pub(super) fn episode_at(&self, at: Timestamp) -> Episode<'a> {
        let first = Episode { number: 1, by: self.received, next: None };
        self.episodes().filter(|episode| episode.by.at <= at).last().unwrap_or(first)
    }

    /// When everybody who has to know in these roles knew, each told from an instant on.
    pub(super) fn everybody_knew(&self, roles: &[Role], from: Timestamp) -> Option<End> {
        let told = |role: &Role| self.first_from(from, |kind| *kind == MarkKind::Notified(*role));
        let times = roles.iter().map(told).collect::<Option<Vec<_>>>()?;
        times.into_iter().max_by_key(|moment| moment.place()).map(|moment| (moment.at, moment.event))
    }

    /// When those were on site in an episode who have to be (`policy.md`, Words: on site).
    pub(super) fn on_site(&self, class: TicketClass, within: Episode<'_>) -> Option<&'a Moment<'a>> {
        let mut leader = None::<&PersonId>;
        let mut there: Vec<(&PersonId, Role)> = Vec::new();
        self.moments.iter().find(|moment| {
            match moment.kind {
                MarkKind::TeamFormed(person) => leader = Some(person),
                MarkKind::Arrived { person, role, .. } if within.contains(moment) => there.push((person, *role)),
                _ => return false,
            }
            let has = |role: Role| there.iter().any(|(_, as_what)| *as_what == role);
            // One person who has both roles is not both of them.
            let both = |one: Role, other: Role| {
                there
                    .iter()
                    .filter(|(_, as_what)| *as_what == one)
                    .any(|(person, _)| there.iter().any(|(another, as_what)| *as_what == other && another != person))
            };
            let lead = || leader.is_some_and(|leader| there.iter().any(|(person, _)| *person == leader));
            within.contains(moment)
                && match class {
                    TicketClass::General | TicketClass::Important => both(Role::TechnicalExpert, Role::OnSiteEngineer),
                    TicketClass::Emergency => lead() && has(Role::TechnicalExpert),
                }
        })
    }

    /// From when on the clocks of a class run. Late triage buys no time (`policy.md`, open point 4).
    pub(super) fn start_of(&self, period: &Period<'_>, reference: &Reference) -> Result<Timestamp, UnknownVersion> {
        match period.since {
            Since::Changed(at) => Ok(at),
            Since::Classified(at) => match reference.policy_version(period.policy_version)?.open.urgent_start {
                UrgentStart::Received => Ok(self.received.at),
                UrgentStart::Classified => {
                    let MarkKind::Received { policy_version } = *self.received.kind else { return Ok(at) };
                    let triage = reference.clock_rule(policy_version, ClockKind::Triage)?.target;
                    Ok(at.min(self.received.at + triage))
                }
            },
        }
    }

    /// The times in which a clock stands still: while the report is withdrawn, and in the holds that its policy names.
    pub(super) fn pauses(
        &self,
        clock: ClockKind,
        policy_version: u32,
        from: Timestamp,
        reference: &Reference,
    ) -> Result<Vec<Pause>, UnknownVersion> {
        let rules = &reference.policy_version(policy_version)?.open.holds;
        let pausing =
            |reason: HoldReason| rules.iter().any(|rule| rule.reason == reason && rule.clocks.contains(&clock));
        let held = self.holds.iter().filter(|(reason, _)| pausing(*reason)).map(|(_, pause)| *pause);
        let all = self.withdrawals.iter().copied().chain(held);
        let after_start = all.filter(|pause| pause.to.is_none_or(|to| to > from));
        let mut pauses: Vec<Pause> = after_start.map(|pause| Pause { from: pause.from.max(from), ..pause }).collect();
        pauses.sort_by_key(|pause| (pause.from, pause.by));
        Ok(pauses)
    }
}
