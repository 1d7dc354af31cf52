//! What the sentences of the policy say of the clocks of a ticket, each looked up in its history by itself. Nothing here is
//! fast, and nothing is shared with the implementation: a mistake has to be made twice to stay hidden.

use domain::Reference;
use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::ticket::TicketFact;
use events_schema::values::{TicketClass, Verdict};
use events_schema::{Entry, Role, Timestamp};

use crate::known::{Episode, Known, Moment, Period, counted, due_at, recorded_instants};

/// A clock as it should be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) name: Name,
    pub(crate) started_at: Timestamp,
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) state: State,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) contested: Option<Verdict>,
    pub(crate) first_verdict: Option<Verdict>,
    /// Whether the deadline was waived, and too late.
    pub(crate) waived_late: Option<bool>,
}

/// Kind, episode and number within both.
pub(crate) type Name = (ClockKind, u32, u32);

/// Where a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Running,
    Stopped(Timestamp),
    Cancelled(Timestamp),
    /// A slot ended without a report.
    Missed(Timestamp),
}

/// What some knowledge shows of a clock.
#[derive(Debug, Clone)]
struct Shown {
    name: Name,
    started_at: Timestamp,
    due_at: Option<Timestamp>,
    state: State,
}

impl Shown {
    fn new(kind: ClockKind, episode: u32, started_at: Timestamp, due_at: Option<Timestamp>, state: State) -> Self {
        Self { name: (kind, episode, 0), started_at, due_at, state }
    }

    /// The verdict by what this knowledge shows, when time has come to `now`.
    fn verdict(&self, now: Timestamp) -> Option<Verdict> {
        let is_late = |at: Timestamp| self.due_at.is_some_and(|due| due < at);
        match self.state {
            State::Stopped(at) if is_late(at) => Some(Verdict::Breached),
            State::Stopped(_) => Some(Verdict::Met),
            State::Missed(_) => Some(Verdict::Breached),
            State::Cancelled(at) => is_late(at).then_some(Verdict::Breached),
            State::Running => is_late(now).then_some(Verdict::Breached),
        }
    }

    /// The verdict that this knowledge speaks for.
    fn claim(&self, now: Timestamp) -> Option<Verdict> {
        match (self.verdict(now), self.state) {
            (None, State::Cancelled(_)) => Some(Verdict::Void),
            (verdict, _) => verdict,
        }
    }
}

/// The clocks of a ticket, when time has come to `horizon`.
pub(crate) fn expected(entries: &[Entry<TicketFact>], horizon: Timestamp, rules: &Reference) -> Vec<Expected> {
    let stood = verdicts_that_stand(entries, horizon, rules);
    let everything = Known::at(Timestamp::from_micros(i64::MAX), entries, rules);
    let today = everything.clocks(horizon);
    let mut listed: Vec<Shown> = today.clone();
    // What nobody would start any more is over, and nobody would be judged.
    let gone = stood.iter().map(|(shown, _)| shown.clone()).filter(|gone| !is_among(&today, gone.name));
    listed.extend(gone.map(|gone| Shown { state: gone.due_at.map_or(gone.state, State::Cancelled), ..gone }));
    let complete = |shown: Shown| {
        let judged = stood.iter().find(|(clock, _)| clock.name == shown.name);
        let deadline = judged.and_then(|(clock, _)| clock.due_at).or(shown.due_at);
        let first = judged.map(|(_, verdict)| *verdict).or_else(|| shown.verdict(horizon));
        let reassessed = reassessed(&everything, shown.name);
        let verdict = reassessed.or(first);
        let claim = shown.claim(horizon);
        Expected {
            name: shown.name,
            started_at: shown.started_at,
            due_at: shown.due_at,
            state: shown.state,
            verdict,
            contested: claim.filter(|claim| verdict.is_some_and(|verdict| verdict != *claim)),
            first_verdict: reassessed.and(first),
            waived_late: waived(&everything, shown.name).map(|at| deadline.is_some_and(|due| due < at)),
        }
    };
    listed.into_iter().map(complete).collect()
}

fn is_among(clocks: &[Shown], name: Name) -> bool {
    clocks.iter().any(|clock| clock.name == name)
}

/// Each clock whose deadline passed on the record, with the first verdict that what was known then gave it.
fn verdicts_that_stand(entries: &[Entry<TicketFact>], horizon: Timestamp, rules: &Reference) -> Vec<(Shown, Verdict)> {
    let mut instants = recorded_instants(entries);
    instants.sort();
    instants.dedup();
    instants.push(horizon);
    let mut stood: Vec<(Shown, Verdict)> = Vec::new();
    for interval in instants.windows(2) {
        let (since, until) = (interval[0], interval[1]);
        if since >= until {
            continue;
        }
        for clock in Known::at(since, entries, rules).clocks(until) {
            let has_passed = clock.due_at.is_some_and(|due| due.max(since) < until);
            let is_judged = stood.iter().any(|(judged, _)| judged.name == clock.name);
            if has_passed
                && !is_judged
                && let Some(verdict) = clock.verdict(until)
            {
                stood.push((clock, verdict));
            }
        }
    }
    stood
}

/// The last verdict that somebody gave the clock after looking at it again.
fn reassessed(known: &Known<'_>, name: Name) -> Option<Verdict> {
    let verdicts = known.moments.iter().filter_map(|moment| match &moment.fact {
        TicketFact::ClockReassessed(fact) if (fact.clock, fact.episode, fact.number) == name => {
            Some((moment.place.1, fact.verdict))
        }
        _ => None,
    });
    verdicts.max_by_key(|(revision, _)| *revision).map(|(_, verdict)| verdict)
}

/// When the first waiver of the clock was recorded.
fn waived(known: &Known<'_>, name: Name) -> Option<Timestamp> {
    let names = |fact: &TicketFact| match fact {
        TicketFact::WaiverGranted(waiver) => (waiver.clock, waiver.episode, waiver.number) == name,
        _ => false,
    };
    known.first(names).map(|moment| moment.recorded_at)
}

/// A clock from its start to whatever ends it.
struct Span {
    kind: ClockKind,
    episode: u32,
    policy_version: u32,
    start: Timestamp,
    stop: Option<Timestamp>,
    cancels: Vec<Option<Timestamp>>,
}

impl Known<'_> {
    /// All clocks that this knowledge shows, numbered.
    fn clocks(&self, horizon: Timestamp) -> Vec<Shown> {
        let Some(((received_at, _), _)) = self.receipt() else { return Vec::new() };
        let mut shown: Vec<Shown> = self.triage().and_then(|span| self.show(&span)).into_iter().collect();
        for period in self.periods() {
            let mut spans: Vec<Span> = self.first_contact(&period).into_iter().collect();
            if period.class != TicketClass::General {
                spans.extend(self.alarm(&period, received_at));
                spans.extend(self.arrivals(&period, received_at));
                spans.extend(self.afterwards(&period));
            }
            shown.extend(spans.iter().filter_map(|span| self.show(span)));
            if period.class == TicketClass::Important {
                shown.extend(self.progress(&period, received_at, horizon));
            }
        }
        shown.extend(self.reviews().iter().filter_map(|span| self.show(span)));
        for index in 0..shown.len() {
            let (kind, episode, _) = shown[index].name;
            let before = shown[..index].iter().filter(|clock| (clock.name.0, clock.name.1) == (kind, episode)).count();
            shown[index].name.2 = u32::try_from(before + 1).expect("there are few clocks");
        }
        shown
    }

    fn show(&self, span: &Span) -> Option<Shown> {
        let cancel = span.cancels.iter().copied().flatten().min();
        if cancel.is_some_and(|cancel| cancel < span.start) {
            return None;
        }
        let standstills = self.standstills(span.kind, span.policy_version);
        let due_at = due_at(span.start, self.target(span.policy_version, span.kind), &standstills);
        let state = match (span.stop, cancel) {
            (Some(stop), Some(cancel)) if stop > cancel => State::Cancelled(cancel),
            (Some(stop), _) => State::Stopped(stop),
            (None, Some(cancel)) => State::Cancelled(cancel),
            (None, None) => State::Running,
        };
        Some(Shown::new(span.kind, span.episode, span.start, due_at, state))
    }

    /// P2.2: received to classified.
    fn triage(&self) -> Option<Span> {
        let ((start, _), report) = self.receipt()?;
        let stop = self.first(|fact| matches!(fact, TicketFact::Classified(_))).map(|moment| moment.place.0);
        let (kind, policy_version) = (ClockKind::Triage, report.policy_version);
        Some(Span { kind, episode: 1, policy_version, start, stop, cancels: vec![self.over()] })
    }

    /// P3.1.b: assigned to reached, for the first episode of general issues.
    fn first_contact(&self, period: &Period) -> Option<Span> {
        if period.class != TicketClass::General {
            return None;
        }
        let (assigned_at, assigned_under) = self.moments.iter().find_map(|moment| match &moment.fact {
            TicketFact::Assigned(fact) => Some((moment.place.0, fact.policy_version)),
            _ => None,
        })?;
        let start = assigned_at.max(period.since);
        let policy_version = if period.since > assigned_at { period.policy_version } else { assigned_under };
        let stop = self.first_from(assigned_at, |fact| matches!(fact, TicketFact::CustomerReached(_)));
        let was_reached = stop.is_some_and(|stop| stop < start);
        let has_ended = period.ends.is_some_and(|end| end <= start);
        if was_reached || has_ended || self.episode_at(start)?.number != 1 {
            return None;
        }
        let cancels = vec![period.ends, self.over()];
        Some(Span { kind: ClockKind::FirstContact, episode: 1, policy_version, start, stop, cancels })
    }

    /// P3.2.a, P3.3.a: who has to know, the first analysis, the plan.
    fn alarm(&self, period: &Period, received_at: Timestamp) -> Vec<Span> {
        let start = self.urgent_start(period, received_at);
        let Some(episode) = self.episode_at(start) else { return Vec::new() };
        let span = |kind, stop| Span {
            kind,
            episode: episode.number,
            policy_version: period.policy_version,
            start,
            stop,
            cancels: vec![period.ends, self.over()],
        };
        let is_emergency = period.class == TicketClass::Emergency;
        let mut roles = vec![Role::HeadOfAfterSales, Role::TechnicalExpert];
        roles.extend(is_emergency.then_some(Role::ProductionHead));
        let told = |role: &Role| {
            self.first_from(start, |fact| match fact {
                TicketFact::RoleNotified(notified) => notified.role == *role,
                TicketFact::NotificationAcknowledged(acknowledged) => acknowledged.role == *role,
                _ => false,
            })
        };
        let notification = span(ClockKind::Notification, all(&roles.iter().map(told).collect::<Vec<_>>()));
        let second = if is_emergency {
            let active = self.first_from(start, |fact| matches!(fact, TicketFact::PlanActivated(_)));
            let formed = self.first_from(start, |fact| matches!(fact, TicketFact::TeamFormed(_)));
            span(ClockKind::PlanActivation, all(&[active, formed]))
        } else {
            let held = self.first_from(start, |fact| matches!(fact, TicketFact::FirstAnalysisHeld(_)));
            span(ClockKind::FirstAnalysis, held)
        };
        vec![notification, second]
    }

    /// P3.2.b, P3.3.b: the first arrival, and one for each later episode to which staff were sent.
    fn arrivals(&self, period: &Period, received_at: Timestamp) -> Vec<Span> {
        let urgent_start = self.urgent_start(period, received_at);
        let mut spans = Vec::new();
        let Some(first) = self.episode_at(urgent_start) else { return spans };
        spans.push(self.arrival(period, &first, urgent_start, period.policy_version));
        for episode in self.episodes().iter().filter(|episode| episode.begins.0 > urgent_start) {
            let dispatched = self.moments.iter().find_map(|moment| match &moment.fact {
                TicketFact::StaffDispatched(fact) if episode.holds(moment.place) => {
                    Some((moment.place.0, fact.policy_version))
                }
                _ => None,
            });
            if let Some((start, policy_version)) = dispatched
                && period.ends.is_none_or(|end| start < end)
            {
                spans.push(self.arrival(period, episode, start, policy_version));
            }
        }
        spans
    }

    fn arrival(&self, period: &Period, episode: &Episode, start: Timestamp, policy_version: u32) -> Span {
        let is_important = period.class == TicketClass::Important;
        let kind = if is_important { ClockKind::ArrivalImportant } else { ClockKind::ArrivalEmergency };
        let no_visit = self.first_from(start, |fact| matches!(fact, TicketFact::NoVisitApproved(_)));
        let cancels =
            vec![period.ends, self.over(), episode.ends.map(|(end, _)| end), no_visit.filter(|_| is_important)];
        let stop = self.on_site(period.class, episode).map(|moment| moment.place.0.max(start));
        Span { kind, episode: episode.number, policy_version, start, stop, cancels }
    }

    /// The moment at which those who have to be there have arrived (Words of the policy: on site).
    fn on_site(&self, class: TicketClass, episode: &Episode) -> Option<&Moment> {
        let is_there = |until: &Moment| {
            let before = self.moments.iter().filter(|moment| moment.place <= until.place);
            let leader = before.clone().rev().find_map(|moment| match &moment.fact {
                TicketFact::TeamFormed(team) => Some(&team.leader),
                _ => None,
            });
            let arrivals: Vec<_> = before
                .filter(|moment| episode.holds(moment.place))
                .filter_map(|moment| match &moment.fact {
                    TicketFact::StaffArrived(arrival) => Some(arrival),
                    _ => None,
                })
                .collect();
            let came = |role| arrivals.iter().filter(move |arrival| arrival.role == role);
            match class {
                TicketClass::Emergency => {
                    let leader_is_there = arrivals.iter().any(|arrival| Some(&arrival.person) == leader);
                    leader_is_there && came(Role::TechnicalExpert).any(|expert| Some(&expert.person) != leader)
                }
                // Two people: one who has come in both roles is not both of them.
                TicketClass::General | TicketClass::Important => came(Role::TechnicalExpert)
                    .any(|expert| came(Role::OnSiteEngineer).any(|engineer| engineer.person != expert.person)),
            }
        };
        self.moments.iter().find(|moment| episode.holds(moment.place) && is_there(moment))
    }

    /// P3.2.d, P3.3.d: the summary report, or the evaluation, of each episode that was solved while it had the class.
    fn afterwards(&self, period: &Period) -> Vec<Span> {
        let is_important = period.class == TicketClass::Important;
        let kind = if is_important { ClockKind::SummaryReport } else { ClockKind::Evaluation };
        let mut spans = Vec::new();
        for episode in self.episodes() {
            let solved = self.first_in(&episode, |fact| matches!(fact, TicketFact::SolutionFinished(_)));
            if let Some(Moment { place: (start, _), fact: TicketFact::SolutionFinished(fact), .. }) = solved
                && period.since <= *start
                && period.ends.is_none_or(|end| *start < end)
            {
                let stop = self.first_from(*start, |fact| match fact {
                    TicketFact::SummaryFiled(_) => is_important,
                    TicketFact::ResponseEvaluated(_) => !is_important,
                    _ => false,
                });
                let cancels = vec![period.ends, self.over(), episode.ends.map(|(end, _)| end)];
                let (start, policy_version) = (*start, fact.policy_version);
                spans.push(Span { kind, episode: episode.number, policy_version, start, stop, cancels });
            }
        }
        spans
    }

    /// P4.2.a: each close that was recorded here, until it was looked at who is responsible.
    fn reviews(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        for episode in self.episodes() {
            let closed = self.first_in(&episode, |fact| matches!(fact, TicketFact::Closed(_)));
            if let Some(Moment { place: (start, _), fact: TicketFact::Closed(fact), is_imported: false, .. }) = closed {
                let kind = ClockKind::ResponsibilityMeeting;
                let stop = self.first_from(*start, |fact| matches!(fact, TicketFact::ResponsibilityReviewed(_)));
                let cancels = vec![self.over(), episode.ends.map(|(end, _)| end)];
                let (start, policy_version) = (*start, fact.policy_version);
                spans.push(Span { kind, episode: episode.number, policy_version, start, stop, cancels });
            }
        }
        spans
    }

    /// P3.2.c: the slots of the grid of each episode, up to the first that still runs.
    fn progress(&self, period: &Period, received_at: Timestamp, horizon: Timestamp) -> Vec<Shown> {
        let urgent_start = self.urgent_start(period, received_at);
        let mut shown = Vec::new();
        for episode in self.episodes() {
            let Some(on_site) = self.on_site(TicketClass::Important, &episode) else { continue };
            let TicketFact::StaffArrived(arrival) = &on_site.fact else { continue };
            let start = on_site.place.0.max(urgent_start);
            let solved = self.first_in(&episode, |fact| matches!(fact, TicketFact::SolutionFinished(_)));
            let solved = solved.map(|moment| moment.place.0);
            let ends = [solved, period.ends, self.over(), episode.ends.map(|(end, _)| end)];
            let grid = (start, ends.into_iter().flatten().min());
            shown.extend(self.slots(&episode, grid, arrival.policy_version, horizon));
        }
        shown
    }

    fn slots(
        &self,
        episode: &Episode,
        (start, grid_end): (Timestamp, Option<Timestamp>),
        policy_version: u32,
        horizon: Timestamp,
    ) -> Vec<Shown> {
        let kind = ClockKind::ProgressReport;
        let length = self.target(policy_version, kind);
        let standstills = self.standstills(kind, policy_version);
        let mut slots = Vec::new();
        let mut slot_start = start;
        while grid_end.is_none_or(|grid_end| slot_start < grid_end) {
            let slot_end = slot_start + length;
            let report = self.first_from(slot_start, |fact| matches!(fact, TicketFact::ProgressReported(_)));
            let report = report.filter(|at| *at < slot_end && grid_end.is_none_or(|grid_end| *at <= grid_end));
            let cut_off = grid_end.filter(|grid_end| *grid_end < slot_end);
            let stands_still = counted(slot_start, slot_end, &standstills) == events_schema::Duration::ZERO;
            let is_open = standstills.iter().any(|(begin, end)| *begin < slot_end && end.is_none());
            let (due_at, state) = match (report, cut_off) {
                (Some(report), _) => (Some(slot_end), State::Stopped(report)),
                (None, Some(cut_off)) => (Some(slot_end), State::Cancelled(cut_off)),
                (None, None) if stands_still && is_open && slot_end > horizon => (None, State::Running),
                (None, None) if stands_still => (None, State::Cancelled(slot_end)),
                (None, None) if slot_end <= horizon => (Some(slot_end), State::Missed(slot_end)),
                (None, None) => (Some(slot_end), State::Running),
            };
            slots.push(Shown::new(kind, episode.number, slot_start, due_at, state));
            if state == State::Running {
                break;
            }
            slot_start = slot_end;
        }
        slots
    }

    fn episode_at(&self, instant: Timestamp) -> Option<Episode> {
        let episodes = self.episodes();
        episodes.iter().rfind(|episode| episode.begins.0 <= instant).or(episodes.first()).copied()
    }
}

/// The instant at which the last of them had happened, if all have.
fn all(instants: &[Option<Timestamp>]) -> Option<Timestamp> {
    instants.iter().copied().collect::<Option<Vec<_>>>()?.into_iter().max()
}
