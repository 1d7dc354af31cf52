//! A course and its versions, with every refusal in order of precedence.

use std::collections::BTreeSet;
use std::slice::from_ref;

use events_schema::Duration;
use events_schema::facts::course::{AssessmentMethod, CourseDefined, CourseKind};

use super::CourseRefusal as No;
use super::*;
use crate::command::Decide;
use crate::scenario::{as_trainer, assessed, exam, feedback, happened, in_context, not_assessed, practical_test};

fn define() -> DefineCourse {
    DefineCourse {
        course: "pump".parse().unwrap(),
        title: "高压油泵".parse().unwrap(),
        kind: CourseKind::Repair,
        content: vec!["拆装".parse().unwrap()],
        evaluation: assessed(&[exam("80", 2)]),
        partners: BTreeSet::new(),
        failure_codes: BTreeSet::new(),
        valid_for: None,
    }
}

fn course(history: &[CourseFact]) -> Course {
    let mut course = Course::default();
    history.iter().for_each(|fact| course.evolve(&happened(60, fact.clone())));
    course
}

fn decide(history: &[CourseFact], command: &dyn Decide<Course>) -> Result<Vec<CourseFact>, String> {
    let decided = in_context("course-pump", &as_trainer(), |cx| command.decide(&course(history), cx));
    decided.map_err(|refusal| refusal.to_string())
}

fn defined(history: &[CourseFact], command: &DefineCourse) -> CourseDefined {
    match &decide(history, command).unwrap()[..] {
        [CourseFact::Defined(fact)] => fact.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn refusals_in_order_of_precedence() {
    let departments = |codes: &[&str]| codes.iter().map(|code| code.parse().unwrap()).collect::<BTreeSet<_>>();
    let partners = || departments(&["production"]);
    let exchange = || DefineCourse { kind: CourseKind::CrossDepartmentExchange, partners: partners(), ..define() };
    let by = |assessments: &[_]| DefineCourse { evaluation: assessed(assessments), ..define() };
    let long = vec!["拆装".parse().unwrap(); 51];
    let short = Some(Duration::from_hours(23));
    for (command, refusal) in [
        (DefineCourse { content: Vec::new(), evaluation: not_assessed(), ..define() }, No::NoContent),
        (DefineCourse { content: long, evaluation: not_assessed(), ..define() }, No::TooMuch),
        (DefineCourse { evaluation: not_assessed(), partners: partners(), ..define() }, No::NotAssessed),
        (DefineCourse { partners: partners(), ..by(&[]) }, No::NotAssessed),
        (DefineCourse { evaluation: assessed(&[]), ..exchange() }, No::NotAssessed),
        (by(&[exam("80", 0), practical_test("40", 1), exam("80", 1)]), No::MethodTwice(AssessmentMethod::Exam)),
        (DefineCourse { valid_for: short, partners: partners(), ..define() }, No::PartnersOfNoExchange),
        (DefineCourse { valid_for: short, partners: departments(&[]), ..exchange() }, No::NoPartner),
        (
            DefineCourse { valid_for: short, partners: departments(&["paint", "production"]), ..exchange() },
            No::UnknownPartner("paint".parse().unwrap()),
        ),
        (DefineCourse { valid_for: short, ..define() }, No::ValidForNothing),
    ] {
        assert_eq!(decide(&[], &command), Err(refusal.to_string()), "{command:?}");
    }
    for wrong in
        [exam("0", 1), exam("100.01", 1), exam("80", 0), exam("80", 11), feedback(0, "4", 1), feedback(2, "5.01", 1)]
    {
        let (refusal, wrong) = (No::CannotBePassedOrFailed(wrong.method()), by(&[wrong]));
        assert_eq!(decide(&[], &wrong), Err(refusal.to_string()), "{wrong:?}");
    }
    assert!(decide(&[], &DefineCourse { evaluation: not_assessed(), ..exchange() }).is_ok());
    assert!(decide(&[], &by(&[exam("100", 10), practical_test("50", 1), feedback(50, "5", 1)])).is_ok());
}

#[test]
fn a_change_is_another_version_and_a_retired_course_can_come_back() {
    let first = CourseFact::from(defined(&[], &define()));
    assert_eq!(course(from_ref(&first)).in_use().map(|course| course.version), Some(1));
    assert_eq!(decide(from_ref(&first), &define()), Ok(Vec::new()), "it is defined so already");
    let stricter = DefineCourse { evaluation: assessed(&[exam("90", 1)]), ..define() };
    let second = defined(from_ref(&first), &stricter);
    assert_eq!(second.version, 2);
    let history = [first.clone(), second.into()];
    assert_eq!(course(&history).version(1).map(|of| of.evaluation.clone()), Some(define().evaluation));
    let retired = decide(&history, &RetireCourse { reason: None }).unwrap();
    let history = [&history[..], &retired].concat();
    assert_eq!((course(&history).in_use(), course(&history).versions().len()), (None, 2));
    assert_eq!(decide(&history, &RetireCourse { reason: None }), Ok(Vec::new()));
    assert_eq!(defined(&history, &stricter).version, 3, "it is taken back into use");
}
