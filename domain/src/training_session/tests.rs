//! A session from its plan to who was there, with every refusal in order of precedence.

use std::collections::BTreeSet;
use std::fmt::Display;

use events_schema::Actor;
use events_schema::facts::course::CourseKind;
use events_schema::facts::training_session::{
    Attendance, Instructor, PlanItem, TrainingSessionHeld, TrainingSessionInvited,
};
use events_schema::ids::DepartmentId;

use super::SessionRefusal as No;
use super::*;
use crate::command::Decide;
use crate::context::Context;
use crate::scenario::{
    REFERENCE, as_deputy, as_engineer, as_head, as_hr, as_trainer, at, happened, in_context, person,
};
use crate::training::TrainingRefusal;

fn because() -> events_schema::text::Paragraph {
    "讲师出差".parse().unwrap()
}

fn departments(codes: &[&str]) -> BTreeSet<DepartmentId> {
    codes.iter().map(|code| code.parse().unwrap()).collect()
}

fn people(numbers: &[&str]) -> BTreeSet<PersonId> {
    numbers.iter().map(|number| person(number)).collect()
}

fn by(number: &str) -> Instructor {
    Instructor::Person { person: person(number) }
}

/// Taught by the expert, from half an hour ago until now.
fn plan(course: &str) -> PlanSession {
    PlanSession {
        course: course.parse().unwrap(),
        trainer: by("e4001"),
        place: "教室".parse().unwrap(),
        from: at(30),
        until: at(60),
        departments: departments(&["support"]),
        participants: people(&["e4002", "e2001"]),
        fulfils: Some(PlanItem { plan: "2026-Q1".parse().unwrap(), item: 2 }),
    }
}

fn session(history: &[TrainingSessionFact]) -> TrainingSession {
    let mut session = TrainingSession::default();
    history.iter().for_each(|fact| session.evolve(&happened(50, fact.clone())));
    session
}

fn decide(
    history: &[TrainingSessionFact],
    by: &Actor,
    command: &dyn Decide<TrainingSession>,
) -> Result<Vec<TrainingSessionFact>, String> {
    let stream = "training_session-00000000-0000-0000-0000-000000000001";
    let decided = in_context(stream, by, |cx| {
        let at = command.happened_at().unwrap_or(cx.at);
        command.decide(&session(history), &Context { at, ..*cx })
    });
    decided.map_err(|refusal| refusal.to_string())
}

#[track_caller]
fn refused(history: &[TrainingSessionFact], by: &Actor, command: &dyn Decide<TrainingSession>, refusal: &dyn Display) {
    assert_eq!(decide(history, by, command), Err(refusal.to_string()), "{command:?}");
}

#[track_caller]
fn nothing(history: &[TrainingSessionFact], by: &Actor, command: &dyn Decide<TrainingSession>) {
    assert_eq!(decide(history, by, command), Ok(Vec::new()), "{command:?}");
}

/// The same after what the trainer does.
#[track_caller]
fn then(history: &[TrainingSessionFact], command: &dyn Decide<TrainingSession>) -> Vec<TrainingSessionFact> {
    let facts = decide(history, &as_trainer(), command).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
    let [fact] = &facts[..] else { panic!("{facts:?}") };
    [history, std::slice::from_ref(fact)].concat()
}

fn hold() -> HoldSession {
    HoldSession { summary: None, at: None, file: None }
}

fn planned() -> Vec<TrainingSessionFact> {
    then(&[], &plan("fuel"))
}

fn held() -> Vec<TrainingSessionFact> {
    then(&planned(), &hold())
}

#[test]
fn a_session_is_planned_for_somebody_by_somebody_else_in_the_version_that_is_in_use() {
    let nobody = || PlanSession { departments: departments(&[]), participants: people(&[]), ..plan("fuel") };
    let long_ago = at(59 - 72 * 60);
    let crowd: Vec<String> = (0..201).map(|number| format!("e{number}")).collect();
    let crowd: BTreeSet<PersonId> = crowd.iter().map(|number| person(number)).collect();
    let length = || PlanSession { until: at(30), ..nobody() };
    for (command, refusal) in [
        (
            PlanSession { trainer: by("e9001"), ..plan("old") },
            &TrainingRefusal::UnknownCourse("old".parse().unwrap()) as &dyn Display,
        ),
        (PlanSession { trainer: by("e9001"), ..length() }, &TrainingRefusal::UnknownPerson(person("e9001"))),
        (length(), &No::Length),
        (PlanSession { until: at(31 + 31 * 24 * 60), ..nobody() }, &No::Length),
        (PlanSession { from: long_ago, ..nobody() }, &No::TooLongAgo(Duration::from_hours(72))),
        (nobody(), &No::NobodyInvited),
        (PlanSession { participants: crowd, ..plan("fuel") }, &No::TooMany),
        (
            PlanSession { departments: departments(&["paint"]), participants: people(&["e9001"]), ..plan("fuel") },
            &TrainingRefusal::UnknownDepartment("paint".parse().unwrap()),
        ),
        (
            PlanSession { participants: people(&["e4001", "e9001"]), ..plan("fuel") },
            &TrainingRefusal::UnknownPerson(person("e9001")),
        ),
        (PlanSession { participants: people(&["e4001"]), ..plan("exchange") }, &No::TrainerTakesPart),
    ] {
        refused(&[], &as_trainer(), &command, refusal);
    }
    for one_sided in [&["support"][..], &["production"], &[]] {
        let command = PlanSession { departments: departments(one_sided), ..plan("exchange") };
        refused(&[], &as_trainer(), &command, &No::NoExchange(vec!["production".parse().unwrap()]));
    }
    then(&[], &PlanSession { departments: departments(&["production", "quality"]), ..plan("exchange") });
    let outside = Instructor::External { organisation: "A".parse().unwrap() };
    then(&[], &PlanSession { trainer: outside, ..plan("fuel") });
    let Some(planned) = session(&planned()).planned else { panic!() };
    assert_eq!((planned.course_version, planned.kind), (2, CourseKind::FaultDiagnosis));
}

#[test]
fn until_it_is_held_more_are_invited_and_it_is_moved_or_cancelled() {
    let invite =
        |codes: &[&str], numbers: &[&str]| Invite { departments: departments(codes), participants: people(numbers) };
    let later = |until| MoveSession { from: at(90), until: at(until), place: None, reason: because() };
    let cancel = CancelSession { reason: because() };
    let length = later(90);
    for command in [&invite(&["paint"], &[]) as &dyn Decide<TrainingSession>, &length, &cancel] {
        refused(&held(), &as_hr(), command, &No::NotPlanned(Stage::Held));
    }
    let many: Vec<String> = (0..199).map(|number| format!("e{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    refused(&planned(), &as_hr(), &invite(&["paint"], &many), &No::TooMany);
    let unknown = TrainingRefusal::UnknownDepartment("paint".parse().unwrap());
    refused(&planned(), &as_hr(), &invite(&["paint"], &["e9001"]), &unknown);
    refused(&planned(), &as_hr(), &invite(&[], &["e9001"]), &TrainingRefusal::UnknownPerson(person("e9001")));
    refused(&planned(), &as_hr(), &invite(&[], &["e4001"]), &No::TrainerTakesPart);
    nothing(&planned(), &as_hr(), &invite(&["support"], &["e4002"]));
    let more = then(&planned(), &invite(&["support", "quality"], &["e2001", "e6001"]));
    let (quality, head) = (vec!["quality".parse().unwrap()], vec![person("e6001")]);
    assert_eq!(more[1], TrainingSessionInvited { departments: quality, participants: head }.into());
    assert_eq!(session(&more).planned.unwrap().participants.len(), 3);

    refused(&planned(), &as_hr(), &length, &No::Length);
    let long_ago = MoveSession { from: at(59 - 72 * 60), until: at(0), ..later(0) };
    refused(&planned(), &as_hr(), &long_ago, &No::TooLongAgo(Duration::from_hours(72)));
    let same = MoveSession { from: at(30), place: "教室".parse().ok(), ..later(60) };
    nothing(&planned(), &as_hr(), &same);
    let moved = session(&then(&more, &MoveSession { place: "车间".parse().ok(), ..later(120) }));
    let now = moved.planned.unwrap();
    assert_eq!((now.from, now.until, now.place.as_str(), moved.moved), (at(90), at(120), "车间", 1));

    let cancelled = then(&planned(), &cancel);
    nothing(&cancelled, &as_hr(), &cancel);
    refused(&cancelled, &as_hr(), &hold(), &No::NotPlanned(Stage::Cancelled));
}

#[test]
fn it_is_held_after_it_has_begun_and_carries_out_what_it_was_planned_for() {
    refused(&planned(), &as_hr(), &HoldSession { at: Some(at(30)), ..hold() }, &No::NotBegun(at(30)));
    nothing(&held(), &as_hr(), &hold());
    let PlanSession { course, fulfils, .. } = plan("fuel");
    assert_eq!(held()[1], TrainingSessionHeld { course, summary: None, fulfils, attachment: None }.into());
    assert_eq!(session(&held()).held_at, Some(at(50)));
}

#[test]
fn somebody_else_records_who_was_there_and_says_why_it_is_not_what_it_was() {
    use Attendance::{Absent, Attended, Excused};
    let record = |said: &[(&str, Attendance)], reason: Option<&str>| RecordAttendance {
        people: said
            .iter()
            .map(|(who, attendance)| WasThere { person: person(who), attendance: *attendance })
            .collect(),
        reason: reason.map(|reason| reason.parse().unwrap()),
    };
    let both = record(&[("e4002", Attended), ("e2001", Absent)], None);
    refused(&planned(), &as_hr(), &record(&[], None), &No::NotHeld(Stage::Planned));
    refused(&held(), &as_hr(), &record(&[], None), &TrainingRefusal::Nobody);
    refused(&held(), &as_hr(), &record(&[("e4002", Attended); 201], None), &No::TooMany);
    let full = record(&[("e8888", Attended); 199], None);
    refused(&then(&held(), &both), &as_hr(), &full, &No::TooMany);
    let twice = record(&[("e4002", Attended), ("e4002", Absent), ("e4001", Attended)], None);
    refused(&held(), &as_engineer(), &record(&[("e4002", Attended), ("e4001", Attended)], None), &No::OwnAttendance);
    refused(&held(), &as_hr(), &twice, &No::Twice(person("e4002")));
    refused(&held(), &as_hr(), &record(&[("e4001", Attended)], None), &No::TrainerTakesPart);
    refused(&held(), &as_deputy(), &record(&[("e5001", Attended)], None), &No::OwnAttendance);
    let unknown = TrainingRefusal::UnknownPerson(person("e8888"));
    refused(&held(), &as_hr(), &record(&[("e8888", Attended)], None), &unknown);

    let recorded = then(&held(), &both);
    nothing(&recorded, &as_head(), &both);
    let other = &[("e4002", Attended), ("e2001", Excused), ("e6001", Attended)];
    refused(&recorded, &as_hr(), &record(other, None), &No::NoReason);
    let corrected = then(&recorded, &record(other, Some("签到表漏记")));
    let TrainingSessionFact::AttendanceRecorded(fact) = &corrected[3] else { panic!() };
    assert_eq!((fact.people.len(), fact.held_at, fact.course_version), (2, at(50), 2));
    assert_eq!(fact.people[0].groups, ["starters".parse().unwrap()]);
    assert_eq!(fact.people[1].department, "production".parse().ok());
    let said: Vec<Attendance> = session(&corrected).attendance.values().map(|of| of.attendance).collect();
    assert_eq!(said, [Excused, Attended, Attended]);
    let first_of_others = then(&recorded, &record(&[("e6001", Attended)], Some("补登")));
    let TrainingSessionFact::AttendanceRecorded(fact) = &first_of_others[3] else { panic!() };
    assert_eq!(fact.reason, None, "nothing is replaced");
}

#[test]
fn whoever_is_invited_sees_it_until_it_is_held_and_the_trainer_always() {
    let sees = |history: &[TrainingSessionFact], actor: &Actor| {
        session(history).concerns(&Reader::of(actor, &REFERENCE, at(60)))
    };
    assert!(sees(&planned(), &as_engineer()) && !sees(&held(), &as_engineer()) && !sees(&planned(), &as_deputy()));
    assert!(sees(&held(), &crate::scenario::as_expert()));
}
