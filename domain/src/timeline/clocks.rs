//! The clocks of a ticket as lines: when each started, what its deadline said, and how it ended.

use std::collections::{HashMap, HashSet};

use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::ticket::TicketFact;
use events_schema::values::Verdict;
use events_schema::{EventId, Timestamp};

use super::details::detail;
use super::facts::Told;
use super::line::{LineClock, LineIs, TimelineLine, name_of};
use super::{Detail, Order, Place, Placed, Places};
use crate::clocks::{Clock, ClockId, ClockState};
use crate::factory_time::factory_time;
use crate::sla_policy::clause_of;
use crate::ticket::Section;
use crate::words::{Language, Named, Phrase, length, of_clause, of_value};

/// So many missed slots in a row are still a line each.
const FEW: usize = 3;

/// What the lines of clocks are made of.
pub(super) struct Clocks<'a> {
    clocks: &'a [Clock],
    now: Timestamp,
    language: Language,
    places: Places,
    /// The breaches that a watch recorded, by clock and deadline.
    breaches: HashMap<(ClockId, Timestamp), &'a Told<'a>>,
    /// The warnings that a watch recorded, by clock.
    warnings: HashMap<ClockId, Vec<EventId>>,
    /// How waivers are called.
    waivers: HashMap<EventId, String>,
}

/// The lines of clocks.
pub(super) struct Lines {
    pub(super) placed: Vec<Placed>,
    /// The entries that these lines tell, and that need none of their own.
    pub(super) told: HashSet<EventId>,
}

impl<'a> Clocks<'a> {
    pub(super) fn of(clocks: &'a [Clock], told: &'a [Told<'a>], now: Timestamp, language: Language) -> Self {
        let (mut breaches, mut warnings, mut waivers) = (HashMap::new(), HashMap::new(), HashMap::new());
        for entry in told {
            let (id, clock) = (entry.entry.id, entry.clock());
            match (&entry.fact, clock) {
                (TicketFact::ClockBreached(fact), Some(clock)) => _ = breaches.insert((clock, fact.due_at), entry),
                (TicketFact::ClockWarned(_), Some(clock)) => warnings.entry(clock).or_insert_with(Vec::new).push(id),
                (TicketFact::WaiverGranted(_), _) => _ = waivers.insert(id, entry.name(language)),
                _ => {}
            }
        }
        Self { clocks, now, language, places: Places::of(told), breaches, warnings, waivers }
    }

    pub(super) fn lines(&self) -> Lines {
        let mut lines = Lines { placed: Vec::new(), told: HashSet::new() };
        let mut before: Option<&Clock> = None;
        for run in self.clocks.chunk_by(is_same_miss) {
            for clock in run {
                if !before.is_some_and(|before| goes_on(before, clock)) {
                    lines.placed.push(self.started(clock));
                }
                before = Some(clock);
            }
            match run {
                [first, .., last] if run.len() > FEW => self.missed_in_a_row(run, (first, last), &mut lines),
                _ => run.iter().for_each(|clock| self.ended(clock, &mut lines)),
            }
        }
        lines
    }

    fn started(&self, clock: &Clock) -> Placed {
        let mut details = vec![match clock.due_at {
            Some(due) => self.detail(Phrase::DueAt, factory_time(due)),
            None => self.detail(Phrase::DueAt, self.say(Phrase::StandsStill)),
        }];
        let target = length(clock.target, self.language);
        details.push(match clock.clock {
            ClockKind::ProgressReport => self.detail(Phrase::Every, target),
            ClockKind::Triage
            | ClockKind::FirstContact
            | ClockKind::Notification
            | ClockKind::FirstAnalysis
            | ClockKind::ArrivalImportant
            | ClockKind::SummaryReport
            | ClockKind::PlanActivation
            | ClockKind::ArrivalEmergency
            | ClockKind::Evaluation
            | ClockKind::ResponsibilityMeeting
            | ClockKind::SupplierNotice
            | ClockKind::SupplierResponse
            | ClockKind::SupplierSolution => self.detail(Phrase::Target, target),
        });
        let place = Place::in_past(clock.started_at, self.places.get(clock.started_by), Order::Start);
        Placed { place, line: TimelineLine { details, ..self.line(LineIs::ClockStarted, clock, clock.started_at) } }
    }

    /// What became of a clock: its breach, and its end, or that it runs.
    fn ended(&self, clock: &Clock, lines: &mut Lines) {
        let first_verdict = clock.reassessed.map_or(clock.verdict, |reassessed| reassessed.first_verdict);
        let breached_at = clock.judged_by.filter(|_| first_verdict == Some(Verdict::Breached));
        let was_missed = matches!(clock.state, ClockState::Missed { at } if breached_at == Some(at));
        if let Some(due) = breached_at.filter(|_| !was_missed) {
            let breached = self.line(LineIs::ClockBreached, clock, due);
            let mut line = TimelineLine { verdict: Some(Named::of(Verdict::Breached, self.language)), ..breached };
            if clock.born_breached {
                line.details.push(self.detail(Phrase::BornBreached, of_value(&Verdict::Breached, self.language)));
            }
            self.with_notice(&mut line, clock, lines);
            lines.placed.push(Placed { place: Place::in_past(due, None, Order::End), line });
        }
        let (what, at, by) = match clock.state {
            ClockState::Stopped { at, by } => (LineIs::ClockStopped, at, Some(by)),
            ClockState::Missed { at } => (LineIs::ClockMissed, at, None),
            ClockState::Cancelled { at, by } => (LineIs::ClockCancelled, at, by),
            ClockState::Running => (LineIs::ClockOpen, clock.due_at.unwrap_or(self.now), None),
        };
        let mut line = self.line(what, clock, at);
        // What was cancelled before its deadline is not judged.
        let void = matches!(clock.state, ClockState::Cancelled { .. }).then_some(Verdict::Void);
        line.verdict = clock.verdict.or(void).map(|verdict| Named::of(verdict, self.language));
        line.details = self.outcome(clock, first_verdict);
        let place = match clock.state {
            ClockState::Running => Place::open(at),
            ClockState::Stopped { .. } | ClockState::Missed { .. } | ClockState::Cancelled { .. } => {
                Place::in_past(at, by.and_then(|by| self.places.get(by)), Order::End)
            }
        };
        if was_missed {
            self.with_notice(&mut line, clock, lines);
        }
        lines.placed.push(Placed { place, line });
    }

    fn outcome(&self, clock: &Clock, first_verdict: Option<Verdict>) -> Vec<Detail> {
        let mut details = Vec::new();
        let reached = match clock.state {
            ClockState::Stopped { at, .. } => Some(at),
            ClockState::Running => Some(self.now),
            ClockState::Missed { .. } | ClockState::Cancelled { .. } => None,
        };
        match (clock.due_at, reached) {
            (Some(due), Some(at)) if at > due => {
                details.push(self.detail(Phrase::Over, length(at.since(due), self.language)));
            }
            (Some(due), Some(at)) => details.push(self.detail(Phrase::Left, length(due.since(at), self.language))),
            (None, Some(_)) => details.push(self.detail(Phrase::DueAt, self.say(Phrase::StandsStill))),
            (_, None) => {}
        }
        if let (Some(_), Some(first)) = (clock.reassessed, first_verdict) {
            details.push(self.detail(Phrase::FirstVerdict, of_value(&first, self.language)));
        }
        if let Some(says) = clock.contested {
            details.push(self.detail(Phrase::RecordSays, of_value(&says, self.language)));
        }
        if let Some(waiver) = clock.waiver {
            let mut granted = self.waivers.get(&waiver.by).cloned().unwrap_or_default();
            if waiver.is_late {
                granted = [granted, self.say(Phrase::GrantedLate)].join(self.language.comma());
            }
            details.push(self.detail(Phrase::Waived, granted));
        }
        details
    }

    /// One line in place of many: nobody reported for a long time. It stands where the first of the slots ended.
    fn missed_in_a_row(&self, run: &[Clock], (first, last): (&Clock, &Clock), lines: &mut Lines) {
        let ended = |clock: &Clock| clock.started_at + clock.target;
        let mut line = self.line(LineIs::ClockMissed, first, ended(first));
        line.title.push_str(&format!(" – #{}", last.number));
        line.verdict = first.verdict.map(|verdict| Named::of(verdict, self.language));
        line.details.push(self.detail(Phrase::MissedSlots, run.len().to_string()));
        line.details.push(self.detail(Phrase::LastMissed, factory_time(ended(last))));
        let warned: Vec<EventId> =
            run.iter().filter_map(|clock| self.warnings.get(&clock.id())).flatten().copied().collect();
        if !warned.is_empty() {
            line.details.push(self.detail(Phrase::Warnings, warned.len().to_string()));
        }
        for clock in run.iter().rev() {
            self.with_notice(&mut line, clock, lines);
        }
        lines.told.extend(warned);
        lines.placed.push(Placed { place: Place::in_past(ended(first), None, Order::End), line });
    }

    /// Names the event by which a watch recorded the breach of this deadline, if it has.
    fn with_notice(&self, line: &mut TimelineLine, clock: &Clock, lines: &mut Lines) {
        let noticed = clock.judged_by.and_then(|due| self.breaches.get(&(clock.id(), due)));
        if let Some(noticed) = noticed {
            line.event = Some(noticed.event(self.language));
            lines.told.insert(noticed.entry.id);
        }
    }

    fn line(&self, what: LineIs, clock: &Clock, at: Timestamp) -> TimelineLine {
        let what = Named::of(what, self.language);
        let title = format!("{}{}{}", what.word, self.language.colon(), name_of(clock.id(), self.language));
        TimelineLine {
            at,
            what,
            title,
            clause: Some(of_clause(clause_of(clock.clock), self.language)),
            section: Some(Named::of(Section::Clock, self.language)),
            event: None,
            clock: Some(LineClock::of(clock.id(), self.language)),
            verdict: None,
            details: Vec::new(),
            amended: Vec::new(),
        }
    }

    fn detail(&self, label: Phrase, value: impl Into<String>) -> Detail {
        detail(label, value, self.language)
    }

    fn say(&self, phrase: Phrase) -> String {
        phrase.words().in_language(self.language).to_owned()
    }
}

/// Whether two neighbours are slots of one grid that were missed alike.
fn is_same_miss(one: &Clock, next: &Clock) -> bool {
    let was_missed = |clock: &Clock| matches!(clock.state, ClockState::Missed { .. }) && clock.reassessed.is_none();
    let alike = (one.verdict, one.contested) == (next.verdict, next.contested);
    goes_on(one, next) && was_missed(one) && was_missed(next) && alike
}

/// Whether a slot follows another one of its grid: the grid has started once.
fn goes_on(before: &Clock, clock: &Clock) -> bool {
    let is_same_grid = clock.clock == ClockKind::ProgressReport
        && (before.clock, before.episode, before.started_by) == (clock.clock, clock.episode, clock.started_by);
    is_same_grid && before.started_at + before.target == clock.started_at
}
