//! A need from its proposal to what met it, with every refusal in order of precedence.

use std::fmt::Display;

use events_schema::Actor;
use events_schema::facts::training_need::{FrequentCause, NeedSource, Trainees, TrainingNeedDropped};
use uuid::Uuid;

use super::NeedRefusal as No;
use super::*;
use crate::command::Decide;
use crate::scenario::{as_engineer, as_head, as_hr, as_trainer, at, happened, in_context, person, ticket_id};
use crate::training::TrainingRefusal;
use crate::training::needs::default_rule;

fn because() -> events_schema::text::Paragraph {
    "新机型".parse().unwrap()
}

fn groups(codes: &[&str]) -> Trainees {
    Trainees { groups: codes.iter().map(|code| code.parse().unwrap()).collect(), ..Trainees::default() }
}

fn propose(trainees: Trainees, course: Option<&str>) -> ProposeNeed {
    ProposeNeed { trainees, reason: because(), course: course.map(|code| code.parse().unwrap()) }
}

/// Until the last day of the quarter in which the customer called.
fn accept(course: Option<&str>) -> AcceptNeed {
    let due_at = "2026-03-31T15:59:59Z".parse().unwrap();
    let course = course.map(|code| code.parse().unwrap());
    AcceptNeed { plan: "2026-Q1".parse().unwrap(), course, trainees: None, due_at }
}

fn need(history: &[TrainingNeedFact]) -> TrainingNeed {
    let mut need = TrainingNeed::default();
    for fact in history {
        let mut entry = happened(60, fact.clone());
        entry.envelope.actor = as_trainer();
        need.evolve(&entry);
    }
    need
}

fn decide(
    history: &[TrainingNeedFact],
    by: &Actor,
    command: &dyn Decide<TrainingNeed>,
) -> Result<Vec<TrainingNeedFact>, String> {
    let stream = "training_need-00000000-0000-0000-0000-000000000001";
    let decided = in_context(stream, by, |cx| command.decide(&need(history), cx));
    decided.map_err(|refusal| refusal.to_string())
}

#[track_caller]
fn refused(history: &[TrainingNeedFact], by: &Actor, command: &dyn Decide<TrainingNeed>, refusal: &dyn Display) {
    assert_eq!(decide(history, by, command), Err(refusal.to_string()), "{command:?}");
}

#[track_caller]
fn decided(history: &[TrainingNeedFact], by: &Actor, command: &dyn Decide<TrainingNeed>) -> TrainingNeedFact {
    let facts = decide(history, by, command).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
    let [fact] = &facts[..] else { panic!("{facts:?}") };
    fact.clone()
}

#[track_caller]
fn nothing(history: &[TrainingNeedFact], by: &Actor, command: &dyn Decide<TrainingNeed>) {
    assert_eq!(decide(history, by, command), Ok(Vec::new()), "{command:?}");
}

fn proposed() -> TrainingNeedFact {
    decided(&[], &as_trainer(), &propose(groups(&["starters"]), Some("fuel")))
}

fn accepted() -> Vec<TrainingNeedFact> {
    vec![proposed(), decided(&[proposed()], &as_hr(), &accept(None))]
}

#[test]
fn it_is_for_somebody_who_is_there_and_by_a_course_that_is_taught() {
    let people = |number| Trainees { people: [person(number)].into(), ..Trainees::default() };
    let department = Trainees { departments: ["paint".parse().unwrap()].into(), ..people("e9001") };
    let many: Vec<String> = (0..201).map(|number| format!("g{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for (trainees, refusal) in [
        (Trainees::default(), TrainingRefusal::Nobody),
        (groups(&many), TrainingRefusal::TooMany(201)),
        (department, TrainingRefusal::UnknownDepartment("paint".parse().unwrap())),
        (groups(&["nobody"]), TrainingRefusal::UnknownGroup("nobody".parse().unwrap())),
        (people("e9001"), TrainingRefusal::UnknownPerson(person("e9001"))),
    ] {
        refused(&[], &as_engineer(), &propose(trainees, Some("old")), &refusal);
    }
    for course in ["old", "unheard-of"] {
        let refusal = TrainingRefusal::UnknownCourse(course.parse().unwrap());
        refused(&[], &as_engineer(), &propose(people("e4002"), Some(course)), &refusal);
    }
    decided(&[], &as_engineer(), &propose(people("e4002"), None));
}

#[test]
fn the_program_proposes_once_for_each_period_what_those_met_who_are_still_there() {
    let cause = |group: Option<&str>, code: &str| FrequentCause {
        failure_code: code.parse().unwrap(),
        period: "2025-Q4".parse().unwrap(),
        department: "support".parse().ok(),
        group: group.map(|code| code.parse().unwrap()),
        issues: 6,
        of: 20,
        since: at(-90_000),
        tickets: vec![ticket_id(1)],
        rule: default_rule(),
    };
    let from = |group, code| ProposeFromIssues { cause: cause(group, code) };
    let program = Actor::system("needs");
    let TrainingNeedFact::Proposed(fact) = decided(&[], &program, &from(Some("starters"), "FUEL-017")) else {
        panic!()
    };
    assert_eq!((fact.trainees, fact.course), (groups(&["starters"]), "fuel".parse().ok()));
    let TrainingNeedFact::Proposed(fact) = decided(&[], &program, &from(None, "OIL-002")) else { panic!() };
    let support = Trainees { departments: ["support".parse().unwrap()].into(), ..Trainees::default() };
    assert_eq!((fact.trainees, fact.course), (support, None));
    assert_eq!(fact.source, NeedSource::Issues { cause: cause(None, "OIL-002") });
    nothing(&[], &program, &from(Some("dissolved"), "FUEL-017"));
    nothing(&[proposed()], &program, &from(Some("starters"), "FUEL-017"));
    let stream = |of: ProposeFromIssues| of.opens(events_schema::CommandId::from_uuid(Uuid::nil()));
    assert_eq!(stream(from(None, "OIL-002")), stream(from(None, "OIL-002")));
    assert_ne!(stream(from(None, "OIL-002")), stream(from(Some("starters"), "OIL-002")));
}

#[test]
fn somebody_else_accepts_it_into_a_quarter_that_is_not_over() {
    let decline = DeclineNeed { reason: because() };
    for command in [&accept(Some("old")) as &dyn Decide<TrainingNeed>, &decline] {
        refused(&[], &as_trainer(), command, &No::NotProposed(Stage::Unproposed));
        refused(&[proposed()], &as_trainer(), command, &No::OwnProposal);
    }
    let open = [decided(&[], &as_trainer(), &propose(groups(&["starters"]), None))];
    refused(&open, &as_hr(), &accept(None), &No::NoCourse);
    let later = |plan: &str, due_at: &str| AcceptNeed {
        plan: plan.parse().unwrap(),
        due_at: due_at.parse().unwrap(),
        ..accept(None)
    };
    let open = [proposed()];
    refused(&open, &as_hr(), &accept(Some("old")), &TrainingRefusal::UnknownCourse("old".parse().unwrap()));
    let nobody = AcceptNeed { trainees: Some(Trainees::default()), ..later("2025-Q4", "2025-12-01T00:00:00Z") };
    refused(&open, &as_hr(), &nobody, &TrainingRefusal::Nobody);
    let over = TrainingRefusal::QuarterOver("2025-Q4".parse().unwrap());
    refused(&open, &as_hr(), &later("2025-Q4", "2026-03-31T00:00:00Z"), &over);
    for due_at in ["2026-03-02T02:15:00Z", "2026-03-31T16:00:00Z"] {
        let outside = TrainingRefusal::DueOutside("2026-Q1".parse().unwrap());
        refused(&open, &as_hr(), &later("2026-Q1", due_at), &outside);
    }
    let TrainingNeedFact::Accepted(fact) = &accepted()[1] else { panic!() };
    assert_eq!((&fact.trainees, fact.course.to_string()), (&groups(&["starters"]), "fuel".to_owned()));
    nothing(&accepted(), &as_head(), &accept(None));
    refused(&accepted(), &as_head(), &decline, &No::NotProposed(Stage::Accepted));
    let declined = [proposed(), decided(&open, &as_hr(), &decline)];
    nothing(&declined, &as_hr(), &decline);
    refused(&declined, &as_hr(), &accept(None), &No::NotProposed(Stage::Declined));
}

#[test]
fn it_is_met_by_what_its_plan_holds_or_decided_about_again() {
    let session = TrainingSessionId::from_uuid(Uuid::nil());
    let met = |plan: &str| NoteMet { plan: plan.parse().unwrap(), item: 1, session };
    let dropped = |plan: &str| NoteDropped { plan: plan.parse().unwrap(), item: 1, reason: because() };
    for command in [&met("2026-Q1") as &dyn Decide<TrainingNeed>, &dropped("2026-Q1")] {
        nothing(&[proposed()], &as_hr(), command);
    }
    for command in [&met("2026-Q2") as &dyn Decide<TrainingNeed>, &dropped("2026-Q2")] {
        nothing(&accepted(), &as_hr(), command);
    }
    let history = [&accepted()[..], &[decided(&accepted(), &as_hr(), &met("2026-Q1"))]].concat();
    assert_eq!((need(&history).stage, need(&history).met_by), (Stage::Met, Some(session)));
    let fact = TrainingNeedDropped { plan: "2026-Q1".parse().unwrap(), item: 1, reason: because() };
    assert_eq!(decided(&accepted(), &as_hr(), &dropped("2026-Q1")), fact.clone().into());
    let again = [&accepted()[..], &[fact.into()]].concat();
    refused(&again, &as_trainer(), &accept(None), &No::OwnProposal);
    decided(&again, &as_hr(), &accept(None));
}
