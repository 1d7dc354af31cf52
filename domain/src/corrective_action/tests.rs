//! A corrective action from its request to its verification, with every refusal on the way in order of precedence.

use events_schema::Actor;
use events_schema::facts::corrective_action::ActionGateBecameOverdue;
use events_schema::values::{ContactMethod, OnBehalf};

use super::ActionRefusal as No;
use super::*;
use crate::command::Decide;
use crate::duty::NotSaidByTheSupplier as NotSaid;
use crate::refusal::Refuse;
use crate::scenario::{as_expert, as_head, as_inspector, as_lead, as_supplier, at, event, happened, in_context};

const STREAM: &str = "corrective_action-00000000-0000-0000-0000-000000000001";

#[derive(Clone, Default)]
struct Course(Vec<Entry<CorrectiveActionFact>>);

impl Course {
    fn action(&self) -> CorrectiveAction {
        let mut action = CorrectiveAction::default();
        self.0.iter().for_each(|entry| action.evolve(entry));
        action
    }

    fn decide(&self, by: &Actor, command: &dyn Decide<CorrectiveAction>) -> Result<Vec<CorrectiveActionFact>, Refused> {
        in_context(STREAM, by, |cx| {
            let facts = command.decide(&self.action(), cx)?;
            let more = self.action().consequences(&facts, cx)?;
            Ok(facts.into_iter().chain(more).collect())
        })
    }

    #[track_caller]
    fn then(self, by: &Actor, command: &dyn Decide<CorrectiveAction>) -> Self {
        self.then_at(60, by, command)
    }

    /// Decided an hour after the start, and recorded at another minute.
    #[track_caller]
    fn then_at(mut self, minute: i64, by: &Actor, command: &dyn Decide<CorrectiveAction>) -> Self {
        for fact in self.decide(by, command).unwrap_or_else(|refusal| panic!("refused: {refusal}")) {
            let mut entry = happened(minute, fact);
            (entry.id, entry.envelope.actor) = (event(self.0.len()), by.clone());
            self.0.push(entry);
        }
        self
    }

    #[track_caller]
    fn refuses(&self, by: &Actor, command: &dyn Decide<CorrectiveAction>, refusal: &dyn Refuse) {
        let said = self.decide(by, command).expect_err("should be refused");
        assert_eq!(said.to_string(), refusal.to_string(), "{command:?}");
    }
}

fn because() -> events_schema::text::Paragraph {
    "原因".parse().unwrap()
}

fn due(gate: EightD, minute: i64) -> GateDue {
    GateDue { gate, due_at: at(minute) }
}

fn request(gates: &[GateDue]) -> RequestAction {
    let (supplier, level) = ("supplier-a".parse().unwrap(), ActionLevel::Minor);
    RequestAction { supplier, notices: Vec::new(), level, problem: because(), gates: gates.to_vec() }
}

/// D5 is due in an hour, D6 in two.
fn requested() -> Course {
    Course::default().then(&as_inspector(), &request(&[due(EightD::D5, 120), due(EightD::D6, 180)]))
}

fn answer(gate: EightD) -> AnswerGate {
    let effective_from = (gate == EightD::D6).then(|| at(60));
    AnswerGate { answered_at: None, gate, answer: because(), effective_from, files: Vec::new(), on_behalf: None }
}

fn accept(gate: EightD) -> AcceptGate {
    AcceptGate { gate }
}

fn send_back(gate: EightD) -> ReturnGate {
    ReturnGate { gate, reason: because() }
}

fn verify(effect: ActionEffect) -> VerifyAction {
    VerifyAction { effect, findings: because(), file: None }
}

#[test]
fn it_is_asked_for_with_gates_at_times_to_come() {
    let nothing = Course::default();
    let unknown = RequestAction { supplier: "supplier-b".parse().unwrap(), ..request(&[due(EightD::D3, 0)]) };
    nothing.refuses(&as_head(), &unknown, &No::UnknownSupplier("supplier-b".parse().unwrap()));
    let twice = [due(EightD::D3, 60), due(EightD::D3, 61)];
    nothing.refuses(&as_head(), &request(&twice), &No::GateTwice(EightD::D3));
    nothing.refuses(&as_head(), &request(&[due(EightD::D3, 60)]), &No::DueInThePast);
    let usual = |level| {
        let asked = Course::default().then(&as_head(), &RequestAction { level, ..request(&[]) });
        asked.action().gates.keys().map(|gate| gate.name()).collect::<Vec<_>>()
    };
    assert_eq!(usual(ActionLevel::Minor), ["d5", "d6"]);
    assert_eq!(usual(ActionLevel::Critical), ["d3", "d4", "d5", "d6", "d7"]);
    assert!(requested().action().belongs_to(&as_supplier()));
}

#[test]
fn the_supplier_answers_gate_by_gate_and_others_accept_or_return() {
    let nothing = Course::default();
    nothing.refuses(&as_supplier(), &answer(EightD::D5), &No::NotInProgress(Stage::Unrequested));
    requested().refuses(&as_supplier(), &answer(EightD::D3), &No::NoSuchGate(EightD::D3));
    requested().refuses(&as_lead(), &answer(EightD::D5), &NotSaid::NoReference);
    let told = Some(OnBehalf { method: ContactMethod::Phone, reference: "recording 17".parse().unwrap() });
    let for_him = AnswerGate { on_behalf: told, ..answer(EightD::D5) };
    requested().refuses(&as_supplier(), &for_him, &NotSaid::OnBehalfOfHimself);
    let never = AnswerGate { effective_from: None, ..answer(EightD::D6) };
    requested().refuses(&as_supplier(), &never, &No::EffectiveFrom);
    let soon = AnswerGate { effective_from: Some(at(60)), ..answer(EightD::D5) };
    requested().refuses(&as_supplier(), &soon, &No::EffectiveFrom);
    for review in [&accept(EightD::D5) as &dyn Decide<CorrectiveAction>, &send_back(EightD::D5)] {
        requested().refuses(&as_expert(), review, &No::NothingToReview(EightD::D5));
        requested().then(&as_inspector(), &for_him).refuses(&as_inspector(), review, &No::Own);
    }
    let answered = requested().then(&as_supplier(), &answer(EightD::D5));
    answered.refuses(&as_supplier(), &answer(EightD::D5), &No::AlreadyAnswered(EightD::D5));
    let returned = answered.then(&as_expert(), &send_back(EightD::D5)).then(&as_supplier(), &answer(EightD::D5));
    assert_eq!(returned.then(&as_expert(), &accept(EightD::D5)).action().stage, Stage::Open);
}

#[test]
fn every_second_answer_that_is_returned_makes_it_graver() {
    let mut course = requested();
    let mut levels = Vec::new();
    for _ in 0..5 {
        course = course.then(&as_supplier(), &answer(EightD::D5)).then(&as_expert(), &send_back(EightD::D5));
        levels.push(course.action().level.unwrap());
    }
    use ActionLevel::{Critical, Major, Minor};
    assert_eq!(levels, [Minor, Major, Major, Critical, Critical]);
}

/// Both gates are accepted.
fn accepted() -> Course {
    [EightD::D5, EightD::D6]
        .into_iter()
        .fold(requested(), |course, gate| course.then(&as_supplier(), &answer(gate)).then(&as_expert(), &accept(gate)))
}

#[test]
fn quality_control_verifies_its_effect_and_without_one_gates_are_open_again() {
    requested().refuses(&as_inspector(), &verify(ActionEffect::Effective), &No::GatesOpen);
    let again = |gates: &[GateDue]| verify(ActionEffect::NotEffective { gates: gates.to_vec() });
    accepted().refuses(&as_inspector(), &again(&[]), &No::NoGates);
    accepted().refuses(&as_inspector(), &again(&[due(EightD::D6, 0)]), &No::DueInThePast);
    let anew = accepted().then(&as_inspector(), &again(&[due(EightD::D6, 240)]));
    assert_eq!((anew.action().stage, anew.action().without_effect), (Stage::Open, 1));
    assert_eq!(anew.action().overdue_at(), Some(at(240) + INSTANT));
    let effective = accepted().then(&as_inspector(), &verify(ActionEffect::Effective));
    assert_eq!(effective.action().effective_from, Some(at(60)));
    let cancel = CancelAction { reason: because() };
    effective.refuses(&as_head(), &cancel, &No::NotInProgress(Stage::Effective));
    let cancelled = accepted().then(&as_head(), &cancel);
    cancelled.refuses(&as_inspector(), &verify(ActionEffect::Effective), &No::NotInProgress(Stage::Cancelled));
}

/// What each round came to, and at which minute.
fn rounds(course: &Course) -> Vec<(RoundOutcome, Timestamp)> {
    course.action().rounds.iter().map(|round| (round.outcome, round.due_at)).collect()
}

#[test]
fn a_round_without_effect_or_a_missed_date_stays_when_there_is_more_time() {
    use RoundOutcome::{Effective, Missed, Open, WithoutEffect};
    assert_eq!(rounds(&requested()), [(Open, at(180))]);
    let again = verify(ActionEffect::NotEffective { gates: vec![due(EightD::D6, 300)] });
    let failed = accepted().then(&as_inspector(), &again);
    assert_eq!(rounds(&failed), [(WithoutEffect, at(180)), (Open, at(300))]);
    let said = failed.action().rounds;
    assert_eq!(said[0].said_by, said[1].begun_by, "the verdict ends one and begins another");
    let repaired = failed.then(&as_supplier(), &answer(EightD::D6)).then(&as_expert(), &accept(EightD::D6));
    let effective = repaired.then(&as_inspector(), &verify(ActionEffect::Effective));
    assert_eq!(rounds(&effective), [(WithoutEffect, at(180)), (Effective, at(300))]);

    let to = |gate, minute| MoveGate { gate, due_at: at(minute), reason: because() };
    let in_time = requested().then(&as_head(), &to(EightD::D6, 240));
    assert_eq!(rounds(&in_time), [(Open, at(240))], "more time before the date is no failure");
    let missed = in_time.then_at(241, &as_head(), &to(EightD::D6, 400));
    assert_eq!(rounds(&missed), [(Missed, at(240)), (Open, at(400))]);
    let late = requested().then_at(181, &as_supplier(), &answer(EightD::D6));
    assert_eq!(rounds(&late), [(Missed, at(180))]);
    let late = late.then(&as_expert(), &accept(EightD::D6)).then_at(182, &as_supplier(), &answer(EightD::D5));
    let verified = late.then(&as_expert(), &accept(EightD::D5)).then(&as_inspector(), &verify(ActionEffect::Effective));
    assert_eq!(rounds(&verified), [(Missed, at(180))], "what comes too late has missed its date");
}

#[test]
fn what_works_from_when_on_is_known_when_it_is_accepted() {
    let answered = requested().then(&as_supplier(), &answer(EightD::D6));
    assert_eq!(answered.action().effective_from, None);
    let returned = answered.clone().then(&as_expert(), &send_back(EightD::D6));
    assert_eq!(returned.action().effective_from, None);
    assert_eq!(answered.then(&as_expert(), &accept(EightD::D6)).action().effective_from, Some(at(60)));
}

#[test]
fn a_gate_is_overdue_once_for_each_time_and_may_be_moved() {
    let late = |minute| {
        let mut course = requested();
        let CorrectiveActionFact::Requested(fact) = &mut course.0[0].fact else { panic!() };
        fact.gates[0].due_at = at(minute);
        course
    };
    assert!(late(60).decide(&Actor::system("watch"), &NoteGateOverdue {}).is_ok_and(|facts| facts.is_empty()));
    let overdue = late(59).then(&Actor::system("watch"), &NoteGateOverdue {});
    let noted = ActionGateBecameOverdue { gate: EightD::D5, due_at: at(59) };
    assert_eq!(overdue.0.last().unwrap().fact, noted.into());
    assert!(overdue.decide(&Actor::system("watch"), &NoteGateOverdue {}).is_ok_and(|facts| facts.is_empty()));
    let to = |minute| MoveGate { gate: EightD::D5, due_at: at(minute), reason: because() };
    overdue.refuses(&as_head(), &to(60), &No::DueInThePast);
    let moved = overdue.then(&as_head(), &to(90));
    assert_eq!(moved.action().overdue_at(), Some(at(90) + INSTANT));
    assert!(moved.decide(&as_head(), &to(90)).is_ok_and(|facts| facts.is_empty()));
    let answered = moved.then(&as_supplier(), &answer(EightD::D5));
    answered.refuses(&as_head(), &to(100), &No::AlreadyAnswered(EightD::D5));
}
