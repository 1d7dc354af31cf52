//! The table of clocks of `policy.md`: when each starts, when it stops, and what cancels it.

use events_schema::facts::sla_policy::ClockKind;
use events_schema::values::TicketClass;
use events_schema::{EventId, Role, Timestamp};

use super::course::{Course, End, Episode, Period, Since};
use super::mark::{MarkKind, Moment, Provenance};
use crate::reference::{Reference, UnknownVersion};

/// The life of one clock, as some moments show it.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub(super) clock: ClockKind,
    pub(super) episode: u32,
    pub(super) start: Timestamp,
    pub(super) started_by: EventId,
    pub(super) policy_version: u32,
    /// Since when the record has known of it.
    pub(super) known_at: Timestamp,
    pub(super) provenance: Provenance,
    pub(super) stop: Option<End>,
    /// What ends it without a judgement, if it is not judged by then.
    pub(super) cancel: Option<End>,
}

/// Who has to know of an important issue, and of an emergency (P3.2.a, P3.3.a).
#[must_use]
pub fn to_be_notified(class: TicketClass) -> &'static [Role] {
    match class {
        TicketClass::General => &[],
        TicketClass::Important => &[Role::HeadOfAfterSales, Role::TechnicalExpert],
        TicketClass::Emergency => &[Role::HeadOfAfterSales, Role::TechnicalExpert, Role::ProductionHead],
    }
}

/// All clocks but those of the progress grid, in the order of the policy, each kind in the order of its starts.
pub(super) fn spans(course: &Course<'_>, reference: &Reference) -> Result<Vec<Span>, UnknownVersion> {
    let mut spans = vec![triage(course)];
    let classes = course.periods.iter();
    spans.extend(classes.clone().filter_map(|period| first_contact(course, period)));
    let urgent: Vec<&Period<'_>> = classes.filter(|period| period.class != TicketClass::General).collect();
    for period in &urgent {
        let start = course.start_of(period, reference)?;
        let during = |clock, stop| during(course, period, clock, start, stop);
        let roles = to_be_notified(period.class);
        spans.push(during(ClockKind::Notification, course.everybody_knew(roles, start)));
        if period.class == TicketClass::Important {
            let held = course.first_from(start, |kind| *kind == MarkKind::AnalysisHeld);
            spans.push(during(ClockKind::FirstAnalysis, held.map(end)));
        } else {
            spans.push(during(ClockKind::PlanActivation, plan_and_team(course, start)));
        }
    }
    for period in &urgent {
        spans.push(first_arrival(course, period, course.start_of(period, reference)?));
        spans.extend(later_arrivals(course, period, reference)?);
        spans.extend(afterwards(course, period));
    }
    spans.extend(responsibility_meetings(course));
    spans.retain(|span| span.cancel.is_none_or(|(at, _)| at >= span.start));
    spans.sort_by_key(|span| span.clock);
    Ok(spans)
}

fn end(moment: &Moment<'_>) -> End {
    (moment.at, moment.event)
}

fn earlier(one: Option<End>, other: Option<End>) -> Option<End> {
    one.into_iter().chain(other).min_by_key(|(at, _)| *at)
}

fn not_before(start: Timestamp, (at, by): End) -> End {
    (at.max(start), by)
}

fn triage(course: &Course<'_>) -> Span {
    let received = course.received;
    let MarkKind::Received { policy_version } = *received.kind else {
        unreachable!("a course begins with its receipt")
    };
    let classified = course.periods.first().map(|period| end(period.by));
    Span {
        clock: ClockKind::Triage,
        episode: 1,
        start: received.at,
        started_by: received.event,
        policy_version,
        known_at: received.known_at,
        provenance: received.provenance,
        stop: classified.map(|classified| not_before(received.at, classified)),
        cancel: course.over,
    }
}

/// From the assignment, once: neither a reassignment nor a new episode starts it again.
fn first_contact(course: &Course<'_>, period: &Period<'_>) -> Option<Span> {
    if period.class != TicketClass::General {
        return None;
    }
    let assigned = course.first_from(course.received.at, |kind| matches!(kind, MarkKind::Assigned { .. }))?;
    let MarkKind::Assigned { policy_version, .. } = *assigned.kind else { return None };
    let since = match period.since {
        Since::Classified(at) | Since::Changed(at) => at,
    };
    let start = assigned.at.max(since);
    let episode = course.episode_at(start);
    let reached = course.first_from(assigned.at, |kind| *kind == MarkKind::Reached);
    let is_reached_before = reached.is_some_and(|reached| reached.at < start);
    let is_over_before = period.until.is_some_and(|(until, _)| until <= start);
    if episode.number > 1 || is_reached_before || is_over_before {
        return None;
    }
    let starts_with_class = since > assigned.at;
    Some(Span {
        clock: ClockKind::FirstContact,
        episode: 1,
        start,
        started_by: if starts_with_class { period.by.event } else { assigned.event },
        policy_version: if starts_with_class { period.policy_version } else { policy_version },
        known_at: assigned.known_at.max(period.by.known_at),
        provenance: assigned.provenance,
        stop: reached.map(end),
        cancel: earlier(period.until, course.over),
    })
}

/// A clock that starts with its class and goes with it.
fn during(course: &Course<'_>, period: &Period<'_>, clock: ClockKind, start: Timestamp, stop: Option<End>) -> Span {
    Span {
        clock,
        episode: course.episode_at(start).number,
        start,
        started_by: period.by.event,
        policy_version: period.policy_version,
        known_at: period.by.known_at,
        provenance: period.by.provenance,
        stop,
        cancel: earlier(period.until, course.over),
    }
}

fn plan_and_team(course: &Course<'_>, start: Timestamp) -> Option<End> {
    let plan = course.first_from(start, |kind| *kind == MarkKind::PlanActivated)?;
    let team = course.first_from(start, |kind| matches!(kind, MarkKind::TeamFormed(_)))?;
    Some(end(if plan.place() > team.place() { plan } else { team }))
}

fn arrival_of(class: TicketClass) -> ClockKind {
    match class {
        TicketClass::General | TicketClass::Important => ClockKind::ArrivalImportant,
        TicketClass::Emergency => ClockKind::ArrivalEmergency,
    }
}

/// The arrival in the episode in which the class was given. It is cancelled where two people agree that no visit is needed
/// (P3.2.b), and by a new episode, which has an arrival of its own if somebody is sent again (open point 5).
fn first_arrival(course: &Course<'_>, period: &Period<'_>, start: Timestamp) -> Span {
    let episode = course.episode_at(start);
    let there = course.on_site(period.class, episode).map(|moment| not_before(start, end(moment)));
    let span = during(course, period, arrival_of(period.class), start, there);
    Span { cancel: earlier(earlier(span.cancel, episode.until()), no_visit(course, period, start)), ..span }
}

fn no_visit(course: &Course<'_>, period: &Period<'_>, start: Timestamp) -> Option<End> {
    if period.class == TicketClass::Emergency {
        return None;
    }
    course.first_from(start, |kind| *kind == MarkKind::NoVisit).map(end)
}

/// The arrivals of later episodes: each starts with the first dispatch there (`policy.md`, open point 5).
fn later_arrivals(
    course: &Course<'_>,
    period: &Period<'_>,
    reference: &Reference,
) -> Result<Vec<Span>, UnknownVersion> {
    let begins = course.start_of(period, reference)?;
    let later = |episode: Episode<'_>| {
        let sent = course.first(episode, |kind| matches!(kind, MarkKind::Dispatched { .. }))?;
        let MarkKind::Dispatched { policy_version } = *sent.kind else { return None };
        let has_class = begins < episode.by.at && period.until.is_none_or(|(until, _)| sent.at < until);
        let there = course.on_site(period.class, episode).map(|moment| not_before(sent.at, end(moment)));
        let cancel = earlier(earlier(period.until, course.over), episode.until());
        has_class.then_some(Span {
            clock: arrival_of(period.class),
            episode: episode.number,
            start: sent.at,
            started_by: sent.event,
            policy_version,
            known_at: sent.known_at.max(period.by.known_at),
            provenance: sent.provenance,
            stop: there,
            cancel: earlier(cancel, no_visit(course, period, sent.at)),
        })
    };
    Ok(course.episodes().filter_map(later).collect())
}

/// What is due after each solution: the summary of an important issue, the evaluation of an emergency. A new episode has a
/// solution of its own.
fn afterwards<'a>(course: &'a Course<'_>, period: &'a Period<'_>) -> impl Iterator<Item = Span> + 'a {
    let (clock, filed) = match period.class {
        TicketClass::General | TicketClass::Important => (ClockKind::SummaryReport, MarkKind::SummaryFiled),
        TicketClass::Emergency => (ClockKind::Evaluation, MarkKind::Evaluated),
    };
    let since = match period.since {
        Since::Classified(at) | Since::Changed(at) => at,
    };
    course.episodes().filter_map(move |episode| {
        let solved = course.first(episode, |kind| matches!(kind, MarkKind::Solved { .. }))?;
        let MarkKind::Solved { policy_version } = *solved.kind else { return None };
        let has_class = since <= solved.at && period.until.is_none_or(|(until, _)| solved.at < until);
        has_class.then_some(Span {
            clock,
            episode: episode.number,
            start: solved.at,
            started_by: solved.event,
            policy_version,
            known_at: solved.known_at.max(period.by.known_at),
            provenance: solved.provenance,
            stop: course.first_from(solved.at, |kind| *kind == filed).map(end),
            cancel: earlier(earlier(period.until, course.over), episode.until()),
        })
    })
}

/// From each close until it has been looked at who is responsible (P4.2.a). A close that was brought in opens no case, so that
/// nobody is waited for.
fn responsibility_meetings<'a>(course: &'a Course<'_>) -> impl Iterator<Item = Span> + 'a {
    course.episodes().filter_map(|episode| {
        let closed = course.first(episode, |kind| matches!(kind, MarkKind::Closed { .. }))?;
        let MarkKind::Closed { policy_version } = *closed.kind else { return None };
        (closed.provenance == Provenance::Recorded).then_some(Span {
            clock: ClockKind::ResponsibilityMeeting,
            episode: episode.number,
            start: closed.at,
            started_by: closed.event,
            policy_version,
            known_at: closed.known_at,
            provenance: closed.provenance,
            stop: course.first_from(closed.at, |kind| *kind == MarkKind::ResponsibilityReviewed).map(end),
            cancel: earlier(course.over, episode.until()),
        })
    })
}

/// The progress grid of an episode: from on site until the issue is solved (P3.2.c).
#[derive(Clone, Copy)]
pub(super) struct Grid {
    pub(super) episode: u32,
    pub(super) start: Timestamp,
    pub(super) started_by: EventId,
    pub(super) policy_version: u32,
    pub(super) known_at: Timestamp,
    pub(super) provenance: Provenance,
    /// When no slot is due any more.
    pub(super) until: Option<End>,
}

/// The grids of an important issue, one for each episode with a visit. A grid never shifts.
pub(super) fn grids(course: &Course<'_>, reference: &Reference) -> Result<Vec<Grid>, UnknownVersion> {
    let mut grids = Vec::new();
    for period in course.periods.iter().filter(|period| period.class == TicketClass::Important) {
        let begins = course.start_of(period, reference)?;
        grids.extend(course.episodes().filter_map(|episode| {
            let there = course.on_site(TicketClass::Important, episode)?;
            let MarkKind::Arrived { policy_version, .. } = *there.kind else { return None };
            let start = there.at.max(begins);
            let solved = course.first(episode, |kind| matches!(kind, MarkKind::Solved { .. })).map(end);
            let until = [period.until, course.over, episode.until(), solved].into_iter().fold(None, earlier);
            until.is_none_or(|(until, _)| start < until).then_some(Grid {
                episode: episode.number,
                start,
                started_by: there.event,
                policy_version,
                known_at: there.known_at.max(period.by.known_at),
                provenance: there.provenance,
                until,
            })
        }));
    }
    Ok(grids)
}
