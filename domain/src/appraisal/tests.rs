//! An appraisal from its opening to what follows from it, with every refusal on the way in order of precedence.

use std::collections::BTreeSet;

use events_schema::Actor;
use events_schema::facts::appraisal::{
    AppraisalAcknowledged, AppraisalApproved, AppraisalObjected, AppraisalObjectionAnswered, AppraisalOutcomeRecorded,
    AppraisalResultWithdrawn, Figure, Outcome,
};
use events_schema::facts::appraisal_scheme::Measure;
use events_schema::facts::responsibility::{Overturned, RestsOn};
use events_schema::ids::{AppraisalId, ResponsibilityId};
use events_schema::values::OwnParty;

use super::AppraisalRefusal as No;
use super::*;
use crate::command::Decide;
use crate::refusal::Refused;
use crate::scenario::{
    as_deputy, as_engineer, as_expert, as_head, as_hr, as_lead, as_management, at, event, happened, in_context, person,
    ticket_id,
};

fn text() -> events_schema::text::Paragraph {
    "第一季度".parse().unwrap()
}

fn engineer() -> OwnParty {
    OwnParty::Person { person: person("e4002") }
}

fn department(code: &str) -> OwnParty {
    OwnParty::Department { department: code.parse().unwrap() }
}

fn open(period: &str, subject: OwnParty) -> OpenAppraisal {
    OpenAppraisal { period: period.parse().unwrap(), subject }
}

fn figure(measure: Measure, points: &str) -> Figure {
    Figure {
        measure,
        value: "97.5".parse().unwrap(),
        points: points.parse().unwrap(),
        grounds: text(),
        rests_on: Vec::new(),
    }
}

/// Not in the order of the scheme.
fn assess() -> Assess {
    Assess {
        figures: vec![
            figure(Measure::Responsibility, "60"),
            figure(Measure::Timeliness, "97.5"),
            figure(Measure::Satisfaction, "88.25"),
            figure(Measure::Recurrence, "100"),
        ],
    }
}

fn appraisal(history: &[AppraisalFact]) -> Appraisal {
    let mut appraisal = Appraisal::default();
    for (index, fact) in history.iter().enumerate() {
        let mut entry = happened(60, fact.clone());
        (entry.id, entry.envelope.actor) = (event(index), as_hr());
        if matches!(fact, AppraisalFact::Objected(_)) {
            entry.envelope.actor = as_engineer();
        }
        appraisal.evolve(&entry);
    }
    appraisal
}

fn decide(
    history: &[AppraisalFact],
    by: &Actor,
    command: &dyn Decide<Appraisal>,
) -> Result<Vec<AppraisalFact>, Refused> {
    in_context("appraisal-00000000-0000-0000-0000-000000000001", by, |cx| command.decide(&appraisal(history), cx))
}

#[track_caller]
fn refused(history: &[AppraisalFact], by: &Actor, command: &dyn Decide<Appraisal>, refusal: &No) {
    let said = decide(history, by, command).expect_err("should be refused");
    assert_eq!(said.to_string(), refusal.to_string(), "{command:?}");
}

#[track_caller]
fn decided(history: &[AppraisalFact], by: &Actor, command: &dyn Decide<Appraisal>) -> AppraisalFact {
    let facts = decide(history, by, command).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
    let [fact] = &facts[..] else { panic!("{facts:?}") };
    fact.clone()
}

#[track_caller]
fn nothing(history: &[AppraisalFact], by: &Actor, command: &dyn Decide<Appraisal>) {
    assert!(decide(history, by, command).is_ok_and(|facts| facts.is_empty()), "{command:?}");
}

/// The appraisal of an engineer on site, opened.
fn opened() -> Vec<AppraisalFact> {
    vec![decided(&[], &as_hr(), &open("2026-02", engineer()))]
}

/// The same, assessed by human resources, with what was said then.
fn assessed(then: impl IntoIterator<Item = AppraisalFact>) -> Vec<AppraisalFact> {
    let opened = opened();
    let assessed = decided(&opened, &as_hr(), &assess());
    opened.into_iter().chain([assessed]).chain(then).collect()
}

fn acknowledged() -> AppraisalFact {
    AppraisalAcknowledged { assessment: event(1) }.into()
}

fn objected() -> AppraisalFact {
    AppraisalObjected { assessment: event(1), grounds: text() }.into()
}

fn answered() -> AppraisalFact {
    AppraisalObjectionAnswered { objection: event(2), answer: text() }.into()
}

fn approved() -> AppraisalFact {
    AppraisalApproved { assessment: event(1) }.into()
}

/// So that nobody can object any more.
fn let_pass(mut history: Vec<AppraisalFact>) -> Vec<AppraisalFact> {
    for fact in &mut history {
        if let AppraisalFact::Assessed(fact) = fact {
            fact.objections_until = at(59);
        }
    }
    history
}

#[test]
fn there_is_one_for_each_party_of_the_factory_and_each_period_that_is_over() {
    let nobody = OwnParty::Person { person: person("e8888") };
    refused(&opened(), &as_hr(), &open("2026-03", nobody.clone()), &No::AlreadyOpened);
    refused(&[], &as_hr(), &open("2026-03", nobody.clone()), &No::UnknownSubject(nobody));
    refused(&[], &as_hr(), &open("2026-03", department("paint")), &No::UnknownSubject(department("paint")));
    for period in ["2026-03", "2026-Q1", "2026"] {
        refused(&[], &as_hr(), &open(period, engineer()), &No::PeriodNotOver(period.parse().unwrap()));
    }
    let AppraisalFact::Opened(fact) = &opened()[0] else { panic!() };
    assert_eq!((&fact.department, fact.scheme_version), (&"after-sales".parse().ok(), 0));
    let [one, same, other] = [("2026-02", "e4002"), ("2026-02", "e4002"), ("2026-01", "e4002")]
        .map(|(period, number)| AppraisalId::of(period.parse().unwrap(), &OwnParty::Person { person: person(number) }));
    assert_eq!(one, same);
    assert_ne!(one, other);
}

#[test]
fn somebody_else_assesses_every_measure_of_the_scheme_and_the_result_is_their_weighted_sum() {
    let figures = |figures: Vec<Figure>| Assess { figures };
    let none = figures(Vec::new());
    refused(&assessed([]), &as_engineer(), &none, &No::AlreadyAssessed(Stage::Assessed));
    refused(&opened(), &as_engineer(), &none, &No::Own);
    let production = [decided(&[], &as_hr(), &open("2025", department("after-sales")))];
    for head in [as_head(), as_deputy()] {
        refused(&production, &head, &none, &No::Own);
    }
    refused(&opened(), &as_hr(), &none, &No::NotOneFigure(Measure::Timeliness));
    let twice = [assess().figures, vec![figure(Measure::Recurrence, "1")]].concat();
    refused(&opened(), &as_hr(), &figures(twice), &No::NotOneFigure(Measure::Recurrence));
    let rests_on = |number| RestsOn { case: ResponsibilityId::of(ticket_id(number)), standing: event(1) };
    let mut many = assess();
    many.figures[0].rests_on = (0..201).map(rests_on).collect();
    let other = Measure::Other { code: "training".parse().unwrap() };
    many.figures.push(figure(other.clone(), "1"));
    refused(&opened(), &as_hr(), &many, &No::TooManyCases(201));
    many.figures[0].rests_on = vec![rests_on(2), rests_on(1), rests_on(2)];
    refused(&opened(), &as_hr(), &many, &No::NotInScheme(other));
    many.figures.pop();
    let AppraisalFact::Assessed(fact) = decided(&opened(), &as_hr(), &many) else { panic!() };
    assert_eq!(fact.result.to_string(), "86.4375");
    assert_eq!(fact.figures.iter().map(|of| &of.measure).collect::<BTreeSet<_>>().len(), 4);
    assert_eq!(fact.figures[0].measure, Measure::Timeliness);
    assert_eq!(fact.figures[3].rests_on.iter().copied().collect::<BTreeSet<_>>(), [1, 2].map(rests_on).into());
    assert_eq!(fact.figures[3].rests_on.len(), 2);
    assert_eq!(fact.objections_until, at(60 + 5 * 24 * 60));
}

#[test]
fn the_appraised_accepts_the_result_or_objects_in_time() {
    let object = ObjectToResult { grounds: text() };
    for command in [&AcknowledgeResult {} as &dyn Decide<Appraisal>, &object] {
        refused(&opened(), &as_expert(), command, &No::NotTheAppraised);
        refused(&opened(), &as_engineer(), command, &No::NotAssessed);
        refused(&assessed([approved()]), &as_engineer(), command, &No::NotOffered(Stage::Approved));
    }
    let late = let_pass(assessed([]));
    refused(&late, &as_engineer(), &object, &No::TooLate(at(59)));
    refused(&assessed([acknowledged()]), &as_engineer(), &object, &No::NotOffered(Stage::Acknowledged));
    refused(&assessed([objected()]), &as_engineer(), &AcknowledgeResult {}, &No::NotOffered(Stage::Objected));
    nothing(&assessed([objected()]), &as_engineer(), &object);
    nothing(&assessed([acknowledged()]), &as_engineer(), &AcknowledgeResult {});
    assert_eq!(decided(&assessed([]), &as_engineer(), &object), objected());
    for history in [late, assessed([]), assessed([objected(), answered()])] {
        assert_eq!(decided(&history, &as_engineer(), &AcknowledgeResult {}), acknowledged());
    }
    let of_department = [decided(&[], &as_hr(), &open("2025", department("support")))];
    refused(&of_department, &as_lead(), &AcknowledgeResult {}, &No::NotAssessed);
    refused(&of_department, &as_expert(), &AcknowledgeResult {}, &No::NotTheAppraised);
}

#[test]
fn an_objection_is_answered_by_somebody_else_or_leads_to_another_assessment() {
    let answer = AnswerObjection { answer: text() };
    refused(&assessed([]), &as_engineer(), &answer, &No::NoObjection);
    refused(&assessed([objected()]), &as_engineer(), &answer, &No::Own);
    refused(&assessed([objected(), answered()]), &as_head(), &answer, &No::NoObjection);
    assert_eq!(decided(&assessed([objected()]), &as_hr(), &answer), answered());
    let again = decided(&assessed([objected()]), &as_hr(), &assess());
    let again = assessed([objected(), again]);
    assert_eq!((appraisal(&again).stage, appraisal(&again).assessment.unwrap().event), (Stage::Assessed, event(3)));
    refused(&assessed([objected(), answered()]), &as_hr(), &assess(), &No::AlreadyAssessed(Stage::Answered));
}

#[test]
fn management_approves_what_another_one_assessed_when_the_appraised_has_had_his_say() {
    let approve = ApproveResult {};
    refused(&opened(), &as_engineer(), &approve, &No::NotAssessed);
    refused(&assessed([]), &as_engineer(), &approve, &No::Own);
    refused(&assessed([]), &as_hr(), &approve, &No::OwnAssessment);
    refused(&assessed([]), &as_management(), &approve, &No::MayStillObject(at(60 + 5 * 24 * 60)));
    refused(&assessed([objected()]), &as_management(), &approve, &No::ObjectionOpen);
    for history in [let_pass(assessed([])), assessed([acknowledged()]), assessed([objected(), answered()])] {
        assert_eq!(decided(&history, &as_management(), &approve), approved());
    }
    nothing(&assessed([approved()]), &as_management(), &approve);
}

#[test]
fn what_follows_from_a_result_is_withdrawn_with_it_and_then_it_is_assessed_again() {
    let outcome = Outcome::Bonus { amount: "1250.00".parse().unwrap(), currency: "CNY".parse().unwrap() };
    let record = RecordOutcome { outcome: outcome.clone() };
    refused(&assessed([acknowledged()]), &as_engineer(), &record, &No::NotApproved);
    refused(&assessed([approved()]), &as_engineer(), &record, &No::Own);
    let recorded = decided(&assessed([approved()]), &as_hr(), &record);
    assert_eq!(recorded, AppraisalOutcomeRecorded { assessment: event(1), outcome }.into());

    let because = Overturned { case: ResponsibilityId::of(ticket_id(1)), event: event(77) };
    let withdraw = |index| WithdrawResult { because, assessment: event(index) };
    let history = assessed([approved(), recorded]);
    nothing(&opened(), &as_hr(), &withdraw(1));
    nothing(&history, &as_hr(), &withdraw(2));
    let withdrawn = decided(&history, &as_hr(), &withdraw(1));
    let result = "86.4375".parse().unwrap();
    let outcomes = vec![event(3)];
    assert_eq!(withdrawn, AppraisalResultWithdrawn { because, assessment: event(1), result, outcomes }.into());
    let history = [&history[..], &[withdrawn]].concat();
    nothing(&history, &as_hr(), &withdraw(1));
    refused(&history, &as_hr(), &record, &No::NotApproved);
    refused(&history, &as_management(), &ApproveResult {}, &No::NotAssessed);
    let again = decided(&history, &as_hr(), &assess());
    let again = appraisal(&[&history[..], &[again]].concat());
    assert_eq!((again.stage, again.outcomes), (Stage::Assessed, Vec::new()));
}
