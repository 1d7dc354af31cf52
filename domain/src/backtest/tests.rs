//! What a trial says, on a few tickets that one can follow by hand, and what it refuses.

use std::error::Error;
use std::sync::{Arc, LazyLock};

use events_schema::facts::calendar::{CalendarPublished, Shift, WeekDay};
use events_schema::facts::sla_policy::{CalendarVersion, ClockKind, ClockRule, Deviation, PolicyPublished};
use events_schema::facts::ticket::{ClockReassessed, TicketFact, WaiverGranted};
use events_schema::ids::ImportRun;
use events_schema::values::{TicketClass, Verdict};
use events_schema::{Duration, Origin, Role};
use uuid::Uuid;

use super::*;
use crate::calculation::calendar::CalendarProblem;
use crate::calendar::{CalendarRefusal, PublishCalendar};
use crate::clocks::{ClockProvenance, Marks};
use crate::reference::Reference;
use crate::refusal::{Refuse, Refused};
use crate::scenario::{
    REFERENCE, actor, arrived, assigned, at, classified, entries, event, important, person, progressed, reached,
    recorded, reported, solved, ticket_id,
};
use crate::sla_policy::{PolicyRefusal, PublishPolicy, default_policy};
use Outcome::{Breached, Met, NotStarted, Running};

/// With a calendar whose only version opens from 9:00 to 10:00 in Weifang; the customer calls at 9:15.
static KNOWN: LazyLock<Arc<Reference>> = LazyLock::new(|| {
    let mut reference = REFERENCE.clone();
    let PublishCalendar { title, zone, week, years, .. } = calendar(600);
    let (holidays, make_up_days) = (Vec::new(), Vec::new());
    let published = CalendarPublished { version: 1, title, zone, week, holidays, make_up_days, years };
    reference.apply(&recorded("calendar-weifang", (0, 0), &published)).unwrap();
    Arc::new(reference)
});

/// A week from 9:00 until a minute of the day.
fn calendar(to_minute: u16) -> PublishCalendar {
    let shift = |day| Shift { day, from_minute: 540, to_minute };
    PublishCalendar {
        calendar: "weifang".parse().unwrap(),
        title: "潍坊".parse().unwrap(),
        zone: "Asia/Shanghai".parse().unwrap(),
        week: [WeekDay::Monday, WeekDay::Tuesday].map(shift).into(),
        holidays: Vec::new(),
        make_up_days: Vec::new(),
        years: vec![2026],
    }
}

fn version(version: u32) -> CalendarVersion {
    CalendarVersion { calendar: "weifang".parse().unwrap(), version }
}

/// The default policy with another rule for a clock, and with what entitles it to change what the text fixes.
fn policy(clock: ClockKind, change: impl FnOnce(&mut ClockRule)) -> PublishPolicy {
    let PolicyPublished { mut clocks, open, .. } = default_policy();
    change(clocks.iter_mut().find(|rule| rule.clock == clock).unwrap());
    let deviation = Deviation { source: "policy of 2027".parse().unwrap(), approved_by: person("e5001") };
    PublishPolicy { clocks, open, deviation: Some(deviation) }
}

fn minutes(clock: ClockKind, target: i64) -> Asked {
    drafts(Some(policy(clock, |rule| rule.target = Duration::from_minutes(target))), Vec::new())
}

fn drafts(policy: Option<PublishPolicy>, calendars: Vec<PublishCalendar>) -> Asked {
    Asked { drafts: Drafts { policy, calendars }, ..Asked::default() }
}

fn against(asked: &Asked) -> Result<Trial, Refused> {
    asked.against(&KNOWN, &actor(Role::Analyst), at(60))
}

/// Facts that were recorded as they happened, each at its minute.
fn marks(history: &[(i64, TicketFact)], origin: &Origin) -> Marks {
    let mut marks = Marks::default();
    let minutes = history.iter().map(|(minute, _)| at(*minute));
    for (mut entry, at) in entries(history.iter().map(|(_, fact)| fact.clone())).into_iter().zip(minutes) {
        (entry.envelope.occurred_at, entry.envelope.recorded_at) = (at, at);
        entry.envelope.origin = origin.clone();
        marks.apply(&entry);
    }
    marks
}

fn compared(history: &[(i64, TicketFact)], minute: i64, asked: &Asked) -> Vec<Compared> {
    compare(ticket_id(1), &marks(history, &Origin::Live), at(minute), &against(asked).unwrap()).unwrap()
}

/// The clocks that come out otherwise.
fn changed(history: &[(i64, TicketFact)], minute: i64, asked: &Asked) -> Vec<(ClockKind, Outcome, Outcome)> {
    let compared = compared(history, minute, asked);
    let changed = compared.iter().filter(|clock| clock.is_changed());
    changed.map(|clock| (clock.clock, clock.was(), clock.would_be())).collect()
}

fn general(classified_after: i64, reached_after: i64) -> Vec<(i64, TicketFact)> {
    vec![(0, reported()), (classified_after, classified()), (classified_after, assigned()), (reached_after, reached())]
}

#[test]
fn a_longer_target_meets_what_was_breached_and_a_shorter_one_breaches_what_was_met() {
    let triage = ClockKind::Triage;
    assert_eq!(changed(&general(90, 100), 100, &minutes(triage, 90)), [(triage, Breached, Met)]);
    assert_eq!(changed(&general(90, 100), 100, &minutes(triage, 89)), []);
    assert_eq!(changed(&general(30, 40), 40, &minutes(triage, 29)), [(triage, Met, Breached)]);
    let clock = &compared(&general(90, 100), 100, &minutes(triage, 90))[0];
    let due = |side: &Option<Side>| side.as_ref().unwrap().due_at;
    assert_eq!((due(&clock.before), due(&clock.after)), (Some(at(60)), Some(at(90))));
    assert_eq!((clock.class, clock.policy_version), (Some(TicketClass::General), 0));
}

/// What nobody has stopped is judged by the time that has come, also where nothing was recorded since.
#[test]
fn a_clock_that_still_runs_would_be_breached_when_its_other_deadline_has_passed() {
    let waits = [(0, reported()), (5, classified()), (5, assigned())];
    let contact = ClockKind::FirstContact;
    assert_eq!(changed(&waits, 64, &minutes(contact, 60)), []);
    assert_eq!(changed(&waits, 66, &minutes(contact, 60)), [(contact, Running, Breached)]);
    assert_eq!(changed(&waits, 130, &minutes(contact, 180)), [(contact, Breached, Running)]);
}

/// Nobody can tell what came after the last record of another system.
#[test]
fn an_imported_ticket_is_looked_at_when_its_record_ends() {
    let import = Origin::Import { run: ImportRun::from_uuid(Uuid::nil()), unproven: Vec::new() };
    let marks = marks(&[(0, reported()), (5, classified()), (5, assigned())], &import);
    let compared =
        compare(ticket_id(1), &marks, at(9_999), &against(&minutes(ClockKind::FirstContact, 60)).unwrap()).unwrap();
    let contact = compared.iter().find(|clock| clock.clock == ClockKind::FirstContact).unwrap();
    assert_eq!((contact.was(), contact.would_be(), contact.provenance), (Running, Running, ClockProvenance::Imported));
}

fn visited() -> Vec<(i64, TicketFact)> {
    let (expert, engineer) = (arrived("e4001", Role::TechnicalExpert), arrived("e4002", Role::OnSiteEngineer));
    vec![(0, reported()), (0, important()), (60, expert), (60, engineer), (250, progressed()), (600, solved())]
}

/// A grid of other slots counts them anew, so that a slot is the one that begins at the same instant.
#[test]
fn slots_of_another_grid_start_additionally_or_no_more() {
    let progress = ClockKind::ProgressReport;
    // A report at minute 250, solved at 600. Of two hours: 60 missed, 180 reported, 300 and 420 missed, 540 not full. Of four:
    // 60 reported, 300 missed, 540 not full.
    assert_eq!(
        changed(&visited(), 600, &minutes(progress, 240)),
        [(progress, Breached, Met), (progress, Met, NotStarted), (progress, Breached, NotStarted)]
    );
    let back: Vec<Outcome> = compared(&visited(), 600, &minutes(progress, 60))
        .iter()
        .filter(|clock| clock.clock == progress && clock.is_changed())
        .map(|clock| clock.would_be())
        .collect();
    // Of one hour: 120, 360 and 480 are missed, 240 has the report that 180 had before, and the last one is full.
    assert_eq!(back, [Breached, Breached, Met, Breached, Breached, Breached]);
}

/// Open points 2 and 8: what a person decided about the deadline that there was says nothing about another one.
#[test]
fn what_people_decided_takes_no_part_and_is_counted_apart() {
    let (clock, episode, number) = (ClockKind::ArrivalImportant, 1, 1);
    let mut history = vec![(0, reported()), (0, important()), (1500, arrived("e4001", Role::TechnicalExpert))];
    history.push((1500, arrived("e4002", Role::OnSiteEngineer)));
    let waived = WaiverGranted { request: event(9), clock, episode, number, remark: None };
    let reassessed = ClockReassessed {
        request: event(9),
        clock,
        episode,
        number,
        before: Verdict::Breached,
        verdict: Verdict::Met,
        evidence: event(3),
        grounds: "照片".parse().unwrap(),
    };
    history.extend([(1501, waived.into()), (1502, reassessed.into())]);
    let compared = compared(&history, 1502, &minutes(clock, 1500));
    let arrival = compared.iter().find(|compared| compared.clock == clock).unwrap();
    assert_eq!((arrival.was(), arrival.would_be(), arrival.reassessed), (Breached, Met, Some(Verdict::Met)));
    assert!(arrival.is_waived());
    let mut counting = Counting::default();
    counting.ticket(&compared);
    let cells = counting.figures().cells;
    let cell = cells.iter().find(|cell| cell.clock == clock).unwrap();
    assert_eq!((cell.changed, cell.changed_reassessed, cell.changed_waived), (1, 1, 1));
    assert_eq!(cell.turned, [Turned { before: Breached, after: Met, clocks: 1 }]);
}

#[test]
fn both_tallies_of_a_cell_add_up_to_the_same() {
    let mut counting = Counting::default();
    for history in [general(90, 100), general(30, 300), visited()] {
        counting.ticket(&compared(&history, 600, &minutes(ClockKind::ProgressReport, 240)));
    }
    let figures = counting.figures();
    assert_eq!((figures.tickets, figures.changed), (3, 3));
    let (mut clocks, sum) =
        (0, |tally: Tally| tally.met + tally.breached + tally.void + tally.running + tally.not_started);
    for cell in &figures.cells {
        clocks += sum(cell.before);
        assert_eq!(sum(cell.before), sum(cell.after), "{cell:?}");
        assert_eq!(cell.before.judged, cell.before.met + cell.before.breached, "{cell:?}");
    }
    assert_eq!(figures.clocks, clocks);
    let of = |cell: &Cell| (cell.class, cell.group.as_ref().map(ToString::to_string), cell.before.met);
    let triage = figures.cells.iter().filter(|cell| cell.clock == ClockKind::Triage).map(of);
    assert_eq!(
        triage.collect::<Vec<_>>(),
        [(Some(TicketClass::General), Some("starters".to_owned()), 1), (Some(TicketClass::Important), None, 1)]
    );
}

#[test]
fn a_calendar_takes_the_place_of_all_its_versions_and_a_policy_may_name_the_draft() {
    let in_hours = |version| policy(ClockKind::Triage, |rule| rule.calendar = Some(self::version(version)));
    let triage = ClockKind::Triage;
    // From 9:15 on there are 45 minutes left until 10:00; the hour ends the next day.
    assert_eq!(changed(&general(90, 95), 95, &drafts(Some(in_hours(1)), Vec::new())), [(triage, Breached, Met)]);
    // A day that ends at 12:00 has the hour.
    let longer = drafts(Some(in_hours(2)), vec![calendar(720)]);
    assert_eq!(changed(&general(90, 95), 95, &longer), []);
    let tried = against(&longer).unwrap().tried;
    assert_eq!(tried.policy, Some(TriedPolicy { version: 2, is: TriedIs::Draft }));
    let weifang = TriedCalendar { calendar: "weifang".parse().unwrap(), version: 2, is: TriedIs::Draft };
    assert_eq!(tried.calendars, [weifang]);
    // Where no clock has a calendar, another one changes nothing.
    assert_eq!(changed(&general(90, 95), 95, &drafts(None, vec![calendar(720)])), []);
}

#[test]
fn only_clocks_of_the_scope_are_included() {
    let clocks = compared(&general(90, 100), 100, &minutes(ClockKind::Triage, 90));
    let included =
        |scope: Scope| clocks.iter().filter(|clock| scope.includes(clock)).map(|clock| clock.clock).collect();
    let (triage, contact) = (ClockKind::Triage, ClockKind::FirstContact);
    let all: Vec<ClockKind> = included(Scope::default());
    assert_eq!(all, [triage, contact]);
    for (scope, expected) in [
        (Scope { from: Some(at(90)), ..Scope::default() }, vec![contact]),
        (Scope { until: Some(at(90)), ..Scope::default() }, vec![triage]),
        (Scope { clock: Some(contact), ..Scope::default() }, vec![contact]),
        (Scope { class: Some(TicketClass::Emergency), ..Scope::default() }, vec![]),
        (Scope { group: Some("starters".parse().unwrap()), ..Scope::default() }, vec![triage, contact]),
        (Scope { provenance: Some(ClockProvenance::Imported), ..Scope::default() }, vec![]),
    ] {
        assert_eq!(included(scope.clone()), expected, "{scope:?}");
    }
    let empty = Scope { from: Some(at(90)), until: Some(at(90)), ..Scope::default() };
    assert_eq!(empty.check(), Err(BacktestRefusal::EmptyRange { from: at(90), until: at(90) }));
}

#[track_caller]
fn refused<R: Refuse + PartialEq>(asked: &Asked, expected: &R) {
    let refusal = against(asked).map(|trial| trial.tried).expect_err("should be refused");
    let refusal: &(dyn Error + 'static) = &*refusal;
    assert_eq!(refusal.downcast_ref::<R>(), Some(expected), "{refusal}");
}

#[test]
fn what_cannot_be_tried_is_refused_as_it_would_be_published() {
    let published = |policy| Asked { policy: Some(policy), ..Asked::default() };
    let named = |calendars| Asked { calendars, ..Asked::default() };
    refused(&Asked::default(), &BacktestRefusal::NothingToTry);
    refused(&published(7), &BacktestRefusal::UnknownPolicy { version: 7, newest: 1 });
    let both = Asked { policy: Some(1), ..minutes(ClockKind::Triage, 90) };
    refused(&both, &BacktestRefusal::TwoPolicies);
    refused(&named(vec![version(3)]), &PolicyRefusal::UnknownCalendar(version(3)));
    refused(&named(vec![version(1), version(1)]), &BacktestRefusal::CalendarTwice("weifang".parse().unwrap()));
    let (clock, fixed) = (ClockKind::Triage, Duration::from_hours(1));
    let alone = PublishPolicy { deviation: None, ..policy(clock, |rule| rule.target = Duration::from_hours(2)) };
    refused(&drafts(Some(alone), Vec::new()), &PolicyRefusal::FixedTarget { clock, fixed });
    refused(&minutes(ClockKind::SummaryReport, 0), &PolicyRefusal::TargetOutOfRange(ClockKind::SummaryReport));
    let unknown = policy(clock, |rule| rule.calendar = Some(version(2)));
    refused(&drafts(Some(unknown), Vec::new()), &PolicyRefusal::UnknownCalendar(version(2)));
    let closed = PublishCalendar { week: Vec::new(), ..calendar(600) };
    refused(&drafts(None, vec![closed]), &CalendarRefusal::Unusable(CalendarProblem::NoShifts));
    let second = Duration::from_micros(1_000_000);
    let fine = policy(ClockKind::ProgressReport, |rule| rule.target = second);
    refused(&drafts(Some(fine), Vec::new()), &BacktestRefusal::GridTooFine(second));
}
