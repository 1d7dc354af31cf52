//! What clocks promise, minute by minute.

use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::ticket::{
    EntryCorrected, EntryRetracted, Replacement, SatisfactionRefused, StaffArrived, StaffDispatched, TicketFact,
    TicketMerged, TicketReopened, WaiverGranted,
};
use events_schema::ids::TicketId;
use events_schema::values::Verdict;
use events_schema::{Duration, Entry, Origin, Role, Timestamp};

use super::*;
use crate::scenario::{
    REFERENCE, arrived, assigned, at, attempted, classified, entries, event, important, reached, reported, solved,
    withdrawn,
};

/// A fact, the minute at which it is said to have happened, and the minute at which it was recorded.
type Told = (i64, i64, TicketFact);

fn told(history: &[Told]) -> Vec<Entry<TicketFact>> {
    let mut entries = entries(history.iter().map(|(.., fact)| fact.clone()));
    for (entry, (happened, recorded, _)) in entries.iter_mut().zip(history) {
        entry.envelope.occurred_at = at(*happened);
        entry.envelope.recorded_at = at(*recorded);
    }
    entries
}

fn marks_of(entries: &[Entry<TicketFact>]) -> Marks {
    let mut marks = Marks::default();
    for entry in entries {
        marks.apply(entry);
    }
    marks
}

/// The marks of facts that were recorded as they happened, each at its minute.
fn marks(history: &[(i64, TicketFact)]) -> Marks {
    marks_of(&told(&history.iter().map(|(minute, fact)| (*minute, *minute, fact.clone())).collect::<Vec<_>>()))
}

fn late(history: &[Told]) -> Marks {
    marks_of(&told(history))
}

/// The `index`-th entry happened at another minute.
fn moved(index: usize, fact: TicketFact, minute: i64) -> TicketFact {
    let (replacement, reason) = (Replacement(Box::new(fact)), "mistyped".parse().unwrap());
    EntryCorrected { corrects: event(index), replacement, happened_at: Some(at(minute)), reason }.into()
}

fn retracted(index: usize) -> TicketFact {
    EntryRetracted {
        retracts: event(index),
        kind: "ticket.customer_reached".to_owned(),
        reason: "another ticket".parse().unwrap(),
    }
    .into()
}

fn reopened() -> TicketFact {
    TicketReopened { reason: None }.into()
}

fn refused() -> TicketFact {
    SatisfactionRefused { rating: None, reason: None, on_behalf: None }.into()
}

fn clock(marks: &Marks, kind: ClockKind) -> Clock {
    let known = marks.latest().unwrap();
    marks.clocks(known, &REFERENCE).unwrap().into_iter().find(|clock| clock.clock == kind).unwrap()
}

fn verdict(marks: &Marks, kind: ClockKind) -> Option<Verdict> {
    clock(marks, kind).verdict
}

/// The verdict that stands, and the one that the record speaks for.
fn contested(marks: &Marks, kind: ClockKind) -> (Option<Verdict>, Option<Verdict>) {
    let clock = clock(marks, kind);
    (clock.verdict, clock.contested)
}

/// The deadline, and the one by which it is judged.
fn due(marks: &Marks, kind: ClockKind) -> (Option<Timestamp>, Option<Timestamp>) {
    let clock = clock(marks, kind);
    (clock.due_at, clock.judged_by)
}

#[test]
fn triage_is_due_an_hour_after_receipt_and_met_at_the_very_hour() {
    let on_time = marks(&[(0, reported()), (60, classified())]);
    assert_eq!(due(&on_time, ClockKind::Triage), (Some(at(60)), Some(at(60))));
    assert_eq!(verdict(&on_time, ClockKind::Triage), Some(Verdict::Met));
    let too_late = marks(&[(0, reported()), (61, classified())]);
    assert_eq!(verdict(&too_late, ClockKind::Triage), Some(Verdict::Breached));
    assert_eq!(due(&too_late, ClockKind::Triage), (Some(at(60)), Some(at(60))));
}

/// `policy.md`, Words: on site.
#[test]
fn one_person_in_two_roles_is_not_two_on_site() {
    let minute_by_minute = |facts: Vec<TicketFact>| marks(&(0..).zip(facts).collect::<Vec<_>>());
    let expert = || arrived("e4001", Role::TechnicalExpert);
    let alone = minute_by_minute(vec![reported(), important(), expert(), arrived("e4001", Role::OnSiteEngineer)]);
    assert_eq!(clock(&alone, ClockKind::ArrivalImportant).state, ClockState::Running);
    let both = minute_by_minute(vec![reported(), important(), expert(), arrived("e4002", Role::OnSiteEngineer)]);
    let stopped = ClockState::Stopped { at: at(3), by: event(3) };
    assert_eq!(clock(&both, ClockKind::ArrivalImportant).state, stopped);
}

#[test]
fn first_contact_runs_from_the_assignment_and_an_attempt_stops_nothing() {
    let tried = marks(&[(0, reported()), (5, classified()), (40, assigned()), (50, attempted())]);
    assert_eq!(clock(&tried, ClockKind::FirstContact).due_at, Some(at(160)));
    assert_eq!(clock(&tried, ClockKind::FirstContact).state, ClockState::Running);
    let called = marks(&[(0, reported()), (5, classified()), (40, assigned()), (50, attempted()), (160, reached())]);
    assert_eq!(verdict(&called, ClockKind::FirstContact), Some(Verdict::Met));
}

/// `policy.md`, open point 8, for everything by which somebody could say so.
#[test]
fn what_is_recorded_after_a_deadline_does_not_undo_the_breach() {
    let begun = [(0, 0, reported()), (5, 5, classified()), (10, 10, assigned())];
    let with = |more: &[Told]| late(&[&begun[..], more].concat());
    let met_now = (Some(Verdict::Breached), Some(Verdict::Met));

    let stop_entered_late = with(&[(100, 200, reached())]);
    assert_eq!(contested(&stop_entered_late, ClockKind::FirstContact), met_now);
    let stop_moved_back = with(&[(200, 200, reached()), (0, 210, moved(3, reached(), 100))]);
    assert_eq!(contested(&stop_moved_back, ClockKind::FirstContact), met_now);
    let withdrawal_dated_back = with(&[(100, 200, withdrawn())]);
    let void_now = (Some(Verdict::Breached), Some(Verdict::Void));
    assert_eq!(contested(&withdrawal_dated_back, ClockKind::FirstContact), void_now);
    let start_moved_on = with(&[(200, 200, reached()), (0, 210, moved(2, assigned(), 90))]);
    assert_eq!(contested(&start_moved_on, ClockKind::FirstContact), met_now);
    assert_eq!(due(&start_moved_on, ClockKind::FirstContact), (Some(at(210)), Some(at(130))));

    let receipt_moved_on = late(&[(0, 0, reported()), (200, 200, classified()), (0, 210, moved(0, reported(), 150))]);
    assert_eq!(contested(&receipt_moved_on, ClockKind::Triage), met_now);
    let receipt_moved_before_triage =
        late(&[(0, 0, reported()), (0, 70, moved(0, reported(), 20)), (75, 75, classified())]);
    assert_eq!(contested(&receipt_moved_before_triage, ClockKind::Triage), met_now);
    assert_eq!(due(&receipt_moved_before_triage, ClockKind::Triage), (Some(at(80)), Some(at(60))));
}

#[test]
fn a_clock_that_was_stopped_in_time_on_record_stays_met() {
    let called = [(0, 0, reported()), (5, 5, classified()), (10, 10, assigned()), (100, 100, reached())];
    let with = |more: &[Told]| late(&[&called[..], more].concat());
    let earlier_call_entered_late = with(&[(50, 300, reached())]);
    assert_eq!(verdict(&earlier_call_entered_late, ClockKind::FirstContact), Some(Verdict::Met));
    let call_moved = with(&[(0, 300, moved(3, reached(), 90))]);
    assert_eq!(verdict(&call_moved, ClockKind::FirstContact), Some(Verdict::Met));
    let second_call_was_enough = with(&[(110, 110, reached()), (0, 300, retracted(3))]);
    assert_eq!(verdict(&second_call_was_enough, ClockKind::FirstContact), Some(Verdict::Met));
    let only_call_retracted = with(&[(0, 300, retracted(3))]);
    assert_eq!(clock(&only_call_retracted, ClockKind::FirstContact).state, ClockState::Running);
    let breached_now = (Some(Verdict::Met), Some(Verdict::Breached));
    assert_eq!(contested(&only_call_retracted, ClockKind::FirstContact), breached_now);
    let shown_to_be_late = with(&[(0, 300, moved(3, reached(), 135))]);
    assert_eq!(contested(&shown_to_be_late, ClockKind::FirstContact), breached_now);
}

#[test]
fn until_its_deadline_a_clock_follows_the_record() {
    let called = [(0, 0, reported()), (5, 5, classified()), (10, 10, assigned()), (50, 50, reached())];
    let retracted_in_time = late(&[&called[..], &[(0, 60, retracted(3))]].concat());
    assert_eq!(clock(&retracted_in_time, ClockKind::FirstContact).state, ClockState::Running);
    assert_eq!(contested(&retracted_in_time, ClockKind::FirstContact), (None, None));
}

#[test]
fn imported_history_is_judged_by_what_it_says_and_warns_nobody() {
    let mut imported = entries([reported(), classified()]);
    for entry in &mut imported {
        entry.envelope.origin =
            Origin::Import { run: events_schema::ids::ImportRun::from_uuid(uuid::Uuid::nil()), unproven: vec![] };
        entry.envelope.recorded_at = at(1_000_000);
    }
    let mut marks = marks_of(&imported);
    assert_eq!(verdict(&marks, ClockKind::Triage), Some(Verdict::Met));
    assert_eq!(marks.next_notice(&REFERENCE), Ok(None));

    let mut correction = entries([reported(), classified(), moved(0, reported(), -120)]).remove(2);
    correction.envelope.recorded_at = at(1_000_001);
    marks.apply(&correction);
    let breached_now = (Some(Verdict::Met), Some(Verdict::Breached));
    assert_eq!(contested(&marks, ClockKind::Triage), breached_now, "verdicts stand there too");
    let mut back = correction;
    back.fact = moved(0, reported(), 0);
    back.envelope.recorded_at = at(1_000_002);
    marks.apply(&back);
    assert_eq!(contested(&marks, ClockKind::Triage), (Some(Verdict::Met), None));
}

#[test]
fn thresholds_and_breach_are_noticed_in_order_and_once() {
    let waiting = marks(&[(0, reported())]);
    assert_eq!(waiting.next_notice(&REFERENCE), Ok(Some(at(30))));
    let notices = waiting.notices(at(61), &REFERENCE).unwrap();
    let kinds: Vec<_> = notices.iter().map(events_schema::FactSet::kind).collect();
    assert_eq!(kinds, ["clock.warned", "clock.warned", "clock.warned", "clock.breached"]);
    let mut history = vec![(0, reported())];
    history.extend(notices.into_iter().map(|notice| (61, notice)));
    assert_eq!(marks(&history).notices(at(90), &REFERENCE), Ok(vec![]));
}

#[test]
fn a_deadline_that_moves_is_noticed_anew() {
    let mut history = vec![(0, reported())];
    let notices = marks(&history).notices(at(50), &REFERENCE).unwrap();
    history.extend(notices.into_iter().map(|notice| (50, notice)));
    history.push((51, moved(0, reported(), 30)));
    let moved_on = marks(&history);
    assert_eq!(moved_on.next_notice(&REFERENCE), Ok(Some(at(60))), "half of the hour from minute 30");
    let kinds = |minute| moved_on.notices(at(minute), &REFERENCE).unwrap().len();
    assert_eq!((kinds(59), kinds(60), kinds(90)), (0, 1, 3));
    assert_eq!(kinds(91), 4, "what would stop it in minute 90 would still meet it");
}

#[test]
fn a_withdrawal_cancels_what_runs_and_leaves_what_was_judged() {
    let gone = marks(&[(0, reported()), (10, classified()), (20, assigned()), (30, withdrawn())]);
    assert_eq!(verdict(&gone, ClockKind::Triage), Some(Verdict::Met));
    assert!(matches!(clock(&gone, ClockKind::FirstContact).state, ClockState::Cancelled { .. }));
    assert_eq!(gone.next_notice(&REFERENCE), Ok(None));
    let too_late = marks(&[(0, reported()), (10, classified()), (20, assigned()), (141, withdrawn())]);
    assert_eq!(verdict(&too_late, ClockKind::FirstContact), Some(Verdict::Breached));
}

#[test]
fn a_clock_goes_on_when_a_withdrawn_report_is_reopened() {
    let mut history =
        vec![(0, reported()), (10, classified()), (20, assigned()), (30, withdrawn()), (1000, reopened())];
    let back = marks(&history);
    let clock_back = clock(&back, ClockKind::FirstContact);
    assert_eq!((clock_back.state, clock_back.due_at), (ClockState::Running, Some(at(1110))));
    let explanation = back.explain(clock_back, at(1060), &REFERENCE).unwrap();
    let pause = explanation.segments.iter().find(|segment| segment.why.is_some()).unwrap();
    assert_eq!((pause.from, pause.to, pause.by), (at(30), at(1000), Some(event(3))));
    assert_eq!(
        (explanation.elapsed, explanation.counted_to_deadline),
        (Duration::from_minutes(70), explanation.clock.target)
    );
    history.push((1110, reached()));
    assert_eq!(verdict(&marks(&history), ClockKind::FirstContact), Some(Verdict::Met));
}

#[test]
fn the_segments_of_an_explanation_add_up_to_the_target() {
    let waiting = marks(&[(0, reported()), (10, classified()), (20, assigned())]);
    let explanation = waiting.explain(clock(&waiting, ClockKind::FirstContact), at(80), &REFERENCE).unwrap();
    let counted: Duration = explanation.segments.iter().map(|segment| segment.length).sum();
    assert_eq!((counted, explanation.counted_to_deadline), (explanation.clock.target, explanation.clock.target));
    assert_eq!((explanation.elapsed, explanation.remaining), (Duration::from_hours(1), Duration::from_hours(1)));
}

#[test]
fn a_clock_whose_version_is_missing_says_so() {
    let TicketFact::Reported(mut report) = reported() else { unreachable!("it is a report") };
    report.policy_version = 9;
    let pinned = marks(&[(0, report.into())]);
    assert_eq!(pinned.clocks(at(0), &REFERENCE), Err(crate::reference::UnknownVersion::Policy(9)));
}

/// Open point 5. Times are often known to the minute only: the solution that was refused at once is not that of the new episode.
#[test]
fn a_solution_that_is_refused_in_the_same_minute_belongs_to_the_episode_before() {
    let refused_at_once = marks(&[(0, reported()), (5, important()), (60, solved()), (60, refused())]);
    let clocks = refused_at_once.clocks(at(90), &REFERENCE).unwrap();
    let summaries = clocks.iter().filter(|clock| clock.clock == ClockKind::SummaryReport);
    let summaries: Vec<_> = summaries.map(|clock| (clock.episode, clock.state)).collect();
    assert_eq!(summaries, [(1, ClockState::Cancelled { at: at(60), by: Some(event(3)) })]);
}

#[test]
fn a_withdrawal_before_a_merge_ended_the_ticket_also_if_it_is_entered_after_it() {
    let into = TicketId::from_uuid(uuid::Uuid::nil());
    let merged = TicketMerged { into, reason: "the same engine".parse().unwrap() }.into();
    let ended_twice = late(&[(0, 0, reported()), (50, 50, merged), (40, 55, withdrawn())]);
    let by = Some(event(2));
    assert_eq!(clock(&ended_twice, ClockKind::Triage).state, ClockState::Cancelled { at: at(40), by });
}

#[test]
fn what_was_retracted_does_not_come_back_by_a_correction() {
    let called = [(0, 0, reported()), (5, 5, classified()), (10, 10, assigned()), (50, 50, reached())];
    let again = late(&[&called[..], &[(60, 60, retracted(3)), (0, 70, moved(3, reached(), 40))]].concat());
    assert_eq!(clock(&again, ClockKind::FirstContact).state, ClockState::Running);
}

/// Open point 2: the waiver stands beside the verdict, also where a retraction takes away what the clock started from.
#[test]
fn a_clock_that_nobody_would_start_any_more_keeps_its_waiver() {
    let sent =
        || -> TicketFact { StaffDispatched { people: Vec::new(), expected_arrival: None, policy_version: 0 }.into() };
    let (clock, episode, number) = (ClockKind::ArrivalImportant, 2, 1);
    let waived = WaiverGranted { request: event(9), clock, episode, number, remark: None }.into();
    let gone = marks(&[
        (0, reported()),
        (5, important()),
        (60, refused()),
        (70, sent()),
        (1600, waived),
        (1700, retracted(3)),
    ]);
    let clocks = gone.clocks(at(1800), &REFERENCE).unwrap();
    let arrival = clocks.into_iter().find(|shown| shown.id() == ClockId { clock, episode, number }).unwrap();
    assert_eq!((arrival.verdict, arrival.contested), (Some(Verdict::Breached), Some(Verdict::Void)));
    assert_eq!(arrival.waiver, Some(Waiver { by: event(4), is_late: true }));
}

/// P3.2.c: nobody is warned of a slot that was over before anybody entered the arrival.
#[test]
fn a_slot_that_was_over_before_the_visit_was_known_is_breached_without_a_warning() {
    let came = |number: &str, role| -> TicketFact {
        StaffArrived { person: number.parse().unwrap(), role, policy_version: 0 }.into()
    };
    let entered_late = late(&[
        (0, 0, reported()),
        (5, 5, important()),
        (30, 200, came("e1", Role::TechnicalExpert)),
        (30, 200, came("e2", Role::OnSiteEngineer)),
    ]);
    let slots = entered_late.clocks(at(200), &REFERENCE).unwrap();
    let slots = slots.iter().filter(|clock| clock.clock == ClockKind::ProgressReport);
    let slots: Vec<_> = slots.map(|clock| (clock.due_at, clock.born_breached, clock.verdict)).collect();
    assert_eq!(slots, [(Some(at(150)), true, Some(Verdict::Breached)), (Some(at(270)), false, None)]);
    let warned = entered_late.notices(at(200), &REFERENCE).unwrap();
    let warned = warned.iter().filter(|notice| match notice {
        TicketFact::ClockWarned(warned) => (warned.clock, warned.number) == (ClockKind::ProgressReport, 1),
        _ => false,
    });
    assert_eq!(warned.count(), 0);
}
