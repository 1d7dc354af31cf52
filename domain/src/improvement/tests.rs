//! A measure from its opening to the verification, with every refusal on the way in order of precedence.

use events_schema::Actor;
use events_schema::facts::improvement::{
    Addressed, ImprovementBecameOverdue, ImprovementDone, ImprovementKind, ImprovementOwnerChanged, ImprovementSource,
    ImprovementStepDone, ImprovementVerified,
};

use super::ImprovementRefusal as No;
use super::*;
use crate::command::Decide;
use crate::context::{Context, OtherTicket};
use crate::refusal::Refused;
use crate::scenario::{
    as_deputy, as_engineer, as_expert, as_head, as_production_head, at, entries, event, happened, in_context, person,
    reported, ticket, ticket_id,
};

fn because() -> events_schema::text::Paragraph {
    "原因".parse().unwrap()
}

fn open(owner: &str, due: i64, steps: usize, addresses: Option<Addressed>) -> OpenImprovement {
    OpenImprovement {
        kind: ImprovementKind::Corrective,
        title: "扭矩复检".parse().unwrap(),
        description: because(),
        source: ImprovementSource::Other { explanation: "审核".parse().unwrap() },
        addresses,
        owner: person(owner),
        due_at: at(due),
        steps: vec!["培训".parse().unwrap(); steps],
    }
}

/// Owned by the head of production, due half an hour from now, with two steps.
fn opened() -> ImprovementFact {
    decided(&[], &as_head(), &open("e6001", 90, 2, None))
}

fn step(step: u32) -> ImprovementFact {
    ImprovementStepDone { step, remark: None }.into()
}

fn done() -> ImprovementFact {
    ImprovementDone { result: because(), effective_from: at(60), attachment: None }.into()
}

fn verified(effect: Effect) -> ImprovementFact {
    ImprovementVerified { effect, findings: because(), attachment: None }.into()
}

fn measure(history: &[ImprovementFact]) -> Improvement {
    let mut measure = Improvement::default();
    for fact in history {
        let mut entry = happened(60, fact.clone());
        entry.envelope.actor = as_production_head();
        measure.evolve(&entry);
    }
    measure
}

fn decide(
    history: &[ImprovementFact],
    by: &Actor,
    command: &dyn Decide<Improvement>,
) -> Result<Vec<ImprovementFact>, Refused> {
    let stream = "improvement-00000000-0000-0000-0000-000000000001";
    let other = OtherTicket { id: ticket_id(1), is: ticket(entries([reported()])) };
    in_context(stream, by, |cx| command.decide(&measure(history), &Context { other: Some(&other), ..*cx }))
}

#[track_caller]
fn refused(history: &[ImprovementFact], by: &Actor, command: &dyn Decide<Improvement>, refusal: &No) {
    let said = decide(history, by, command).expect_err("should be refused");
    assert_eq!(said.to_string(), refusal.to_string(), "{command:?}");
}

#[track_caller]
fn decided(history: &[ImprovementFact], by: &Actor, command: &dyn Decide<Improvement>) -> ImprovementFact {
    let facts = decide(history, by, command).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
    let [fact] = &facts[..] else { panic!("{facts:?}") };
    fact.clone()
}

#[test]
fn a_measure_has_an_owner_and_a_time_to_come() {
    let nothing = || Some(Addressed { failure_code: None, part: None, engine_model: None });
    let unknown = No::UnknownOwner(person("e9001"));
    refused(&[], &as_head(), &open("e9001", 0, 101, nothing()), &unknown);
    refused(&[], &as_head(), &open("e6001", 60, 101, nothing()), &No::DueInThePast);
    refused(&[], &as_head(), &open("e6001", 61, 101, nothing()), &No::TooManySteps(101));
    refused(&[], &as_head(), &open("e6001", 61, 1, nothing()), &No::AddressesNothing);
    let ImprovementFact::Opened(fact) = opened() else { panic!() };
    assert_eq!(fact.department, "production".parse().ok(), "the owner's");
}

#[test]
fn it_comes_from_a_ticket_that_there_is_and_from_an_entry_of_it() {
    let from = |entry| ImprovementSource::Ticket { ticket: ticket_id(1), entry };
    let open = |source| OpenImprovement { source, ..open("e6001", 61, 1, None) };
    refused(&[], &as_head(), &open(from(Some(event(7)))), &No::UnknownEntry(event(7)));
    decided(&[], &as_head(), &open(from(Some(event(0)))));
    let stream = "improvement-00000000-0000-0000-0000-000000000001";
    let said = in_context(stream, &as_head(), |cx| open(from(None)).decide(&Improvement::default(), cx));
    assert_eq!(said.unwrap_err().to_string(), No::UnknownTicket(ticket_id(1)).to_string());
}

#[test]
fn its_owner_does_step_by_step_what_is_to_be_done() {
    let record = |step| RecordStep { step, remark: None };
    let declare = DeclareDone { result: because(), effective_from: None, file: None };
    let open = [opened()];
    for early in [&record(9) as &dyn Decide<Improvement>, &declare] {
        refused(&[], &as_head(), early, &No::NotInProgress(Stage::Unopened));
        refused(&open, &as_engineer(), early, &No::NotTheOwner(person("e6001")));
    }
    for wrong in [0, 3] {
        refused(&open, &as_production_head(), &record(wrong), &No::NoSuchStep { step: wrong, steps: 2 });
    }
    refused(&open, &as_production_head(), &declare, &No::StepLeft(1));
    assert_eq!(decided(&open, &as_production_head(), &record(2)), step(2));
    let second = [opened(), step(2)];
    assert!(decide(&second, &as_production_head(), &record(2)).is_ok_and(|facts| facts.is_empty()));
    refused(&second, &as_production_head(), &declare, &No::StepLeft(1));
    let both = [opened(), step(2), step(1)];
    assert_eq!(decided(&both, &as_production_head(), &declare), done());
    refused(&[&both[..], &[done()]].concat(), &as_production_head(), &declare, &No::NotInProgress(Stage::Done));
}

#[test]
fn somebody_else_verifies_its_effect_and_without_one_it_goes_on() {
    let verify = |effect| Verify { effect, findings: because(), file: None };
    let history = [opened(), step(1), step(2), done()];
    refused(&history[..3], &as_production_head(), &verify(Effect::Effective), &No::NotDone);
    refused(&history, &as_production_head(), &verify(Effect::Effective), &No::Own);
    let past = Effect::NotEffective { due_at: at(60) };
    refused(&history, &as_deputy(), &verify(past), &No::DueInThePast);
    let given = ImprovementOwnerChanged { owner: person("e6001"), department: None, reason: because() };
    let handed_over = [decided(&[], &as_head(), &open("e4001", 90, 0, None)), given.into(), done()];
    refused(&handed_over, &as_expert(), &verify(Effect::Effective), &No::Own);
    for (effect, stage) in
        [(Effect::Effective, Stage::Effective), (Effect::NotEffective { due_at: at(61) }, Stage::Open)]
    {
        let fact = decided(&history, &as_deputy(), &verify(effect));
        assert_eq!(fact, verified(effect));
        assert_eq!(measure(&[&history[..], &[fact]].concat()).stage, stage);
    }
}

#[test]
fn others_move_its_time_give_it_to_somebody_else_or_give_it_up() {
    let by_time = |due| MoveDueDate { due_at: at(due), reason: because() };
    let cancel = CancelImprovement { reason: because() };
    let open = [opened()];
    for command in [&by_time(0) as &dyn Decide<Improvement>, &cancel] {
        refused(&[opened(), done()], &as_head(), command, &No::NotInProgress(Stage::Done));
        refused(&open, &as_production_head(), command, &No::Own);
    }
    refused(&open, &as_head(), &by_time(60), &No::DueInThePast);
    assert!(decide(&open, &as_head(), &by_time(90)).is_ok_and(|facts| facts.is_empty()));
    decided(&open, &as_head(), &by_time(91));
    let cancelled = [&open[..], &[decided(&open, &as_head(), &cancel)]].concat();
    let give = |owner| ChangeOwner { owner: person(owner), reason: because() };
    refused(&cancelled, &as_head(), &give("e8888"), &No::NotInProgress(Stage::Cancelled));
    refused(&open, &as_head(), &give("e8888"), &No::UnknownOwner(person("e8888")));
    assert!(decide(&open, &as_head(), &give("e6001")).is_ok_and(|facts| facts.is_empty()));
    refused(&open, &as_production_head(), &give("e4001"), &No::Own);
    let given = [&open[..], &[decided(&open, &as_head(), &give("e4001"))]].concat();
    decided(&given, &as_expert(), &RecordStep { step: 1, remark: None });
    refused(&given, &as_production_head(), &RecordStep { step: 1, remark: None }, &No::NotTheOwner(person("e4001")));
}

#[test]
fn it_is_overdue_an_instant_after_it_was_due_and_once_for_each_time() {
    let due = |due| {
        let ImprovementFact::Opened(mut fact) = opened() else { panic!() };
        fact.due_at = at(due);
        ImprovementFact::from(fact)
    };
    assert!(decide(&[due(60)], &as_head(), &NoteOverdue {}).is_ok_and(|facts| facts.is_empty()), "now is in time");
    let overdue = ImprovementBecameOverdue { due_at: at(59) };
    assert_eq!(decided(&[due(59)], &as_head(), &NoteOverdue {}), overdue.clone().into());
    let noted = [due(59), overdue.into()];
    assert!(decide(&noted, &as_head(), &NoteOverdue {}).is_ok_and(|facts| facts.is_empty()));
    assert_eq!(measure(&noted).overdue_at(), None);
    assert_eq!(measure(&[due(59), step(1), step(2), done()]).overdue_at(), None, "it waits for others");
}
