//! A reward from its proposal to its withdrawal, with every refusal on the way in order of precedence.

use events_schema::Actor;
use events_schema::facts::responsibility::{Overturned, RestsOn};
use events_schema::facts::reward::{
    Award, RewardApproved, RewardDeclined, RewardGranted, RewardGround, RewardWithdrawn, WithdrawnBecause,
};
use events_schema::facts::ticket::{TicketClosedUnconfirmed, TicketFact};
use events_schema::ids::{ImprovementId, ResponsibilityId};
use events_schema::values::OwnParty;
use uuid::Uuid;

use super::RewardRefusal as No;
use super::*;
use crate::command::Decide;
use crate::context::{Context, OtherTicket};
use crate::refusal::Refused;
use crate::scenario::{
    as_engineer, as_expert, as_head, as_hr, as_management, closed, entries, event, happened, important, in_context,
    person, reported, satisfied, solved, ticket, ticket_id,
};

fn text() -> events_schema::text::Paragraph {
    "两小时恢复".parse().unwrap()
}

fn certificate() -> Award {
    Award::CertificateOfHonour { title: "快速响应".parse().unwrap() }
}

fn of(number: &str) -> OwnParty {
    OwnParty::Person { person: person(number) }
}

fn fast() -> RewardGround {
    RewardGround::FastSolution { ticket: ticket_id(2) }
}

fn propose(ground: RewardGround, beneficiaries: &[OwnParty], cases: u128) -> ProposeReward {
    let rests_on = |number| RestsOn { case: ResponsibilityId::of(ticket_id(number)), standing: event(1) };
    ProposeReward {
        ground,
        beneficiaries: beneficiaries.iter().cloned().collect(),
        award: certificate(),
        grounds: text(),
        rests_on: (0..cases).map(rests_on).collect(),
    }
}

fn closed_unconfirmed() -> TicketFact {
    TicketClosedUnconfirmed { result: text(), policy_version: 0 }.into()
}

fn reward(history: &[RewardFact]) -> Reward {
    let mut reward = Reward::default();
    for fact in history {
        let mut entry = happened(60, fact.clone());
        entry.envelope.actor = as_head();
        reward.evolve(&entry);
    }
    reward
}

/// Beside the ticket with the number 2, of this history.
fn beside(
    facts: &[TicketFact],
    history: &[RewardFact],
    by: &Actor,
    command: &dyn Decide<Reward>,
) -> Result<Vec<RewardFact>, Refused> {
    let other = OtherTicket { id: ticket_id(2), is: ticket(entries(facts.iter().cloned())) };
    in_context("reward-00000000-0000-0000-0000-000000000001", by, |cx| {
        command.decide(&reward(history), &Context { other: Some(&other), ..*cx })
    })
}

fn solved_fast() -> [TicketFact; 5] {
    [reported(), important(), solved(), satisfied(), closed()]
}

fn decide(history: &[RewardFact], by: &Actor, command: &dyn Decide<Reward>) -> Result<Vec<RewardFact>, Refused> {
    beside(&solved_fast(), history, by, command)
}

#[track_caller]
fn refused(history: &[RewardFact], by: &Actor, command: &dyn Decide<Reward>, refusal: &No) {
    let said = decide(history, by, command).expect_err("should be refused");
    assert_eq!(said.to_string(), refusal.to_string(), "{command:?}");
}

#[track_caller]
fn decided(history: &[RewardFact], by: &Actor, command: &dyn Decide<Reward>) -> RewardFact {
    let facts = decide(history, by, command).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
    let [fact] = &facts[..] else { panic!("{facts:?}") };
    fact.clone()
}

#[track_caller]
fn nothing(history: &[RewardFact], by: &Actor, command: &dyn Decide<Reward>) {
    assert!(decide(history, by, command).is_ok_and(|facts| facts.is_empty()), "{command:?}");
}

/// By the head of after-sales, for an engineer.
fn proposed() -> RewardFact {
    decided(&[], &as_head(), &propose(fast(), &[of("e4002")], 1))
}

fn approved() -> RewardFact {
    RewardApproved { award: certificate() }.into()
}

fn granted() -> RewardFact {
    RewardGranted { handed_over: text() }.into()
}

#[test]
fn somebody_proposes_a_reward_for_others() {
    let by = as_engineer();
    refused(&[], &by, &propose(fast(), &[], 51), &No::Beneficiaries);
    let many: Vec<OwnParty> = (0..51).map(|number| of(&format!("e{}", 7000 + number))).collect();
    refused(&[], &by, &propose(fast(), &many, 51), &No::Beneficiaries);
    refused(&[], &by, &propose(fast(), &[of("e4002"), of("e8888")], 51), &No::UnknownBeneficiary(of("e8888")));
    refused(&[], &by, &propose(fast(), &[of("e4002"), of("e4001")], 51), &No::Own);
    let quality = OwnParty::Department { department: "after-sales".parse().unwrap() };
    refused(&[], &as_head(), &propose(fast(), &[quality], 51), &No::Own);
    let elsewhere = RewardGround::FastSolution { ticket: ticket_id(3) };
    refused(&[], &as_head(), &propose(elsewhere, &[of("e4002")], 51), &No::TooManyCases(51));
    refused(&[], &as_head(), &propose(elsewhere, &[of("e4002")], 50), &No::NotSatisfied);
    let elsewhere = RewardGround::InnovativeSolution { ticket: ticket_id(3) };
    refused(&[], &as_head(), &propose(elsewhere, &[of("e4002")], 0), &No::NotClosed);
}

#[test]
fn a_fast_solution_is_of_a_complex_issue_with_a_satisfied_customer() {
    let innovative = RewardGround::InnovativeSolution { ticket: ticket_id(2) };
    let improvement = ImprovementId::from_uuid(Uuid::from_u128(1));
    let reduced = RewardGround::RecurrenceReduced { improvement };
    let general = [reported(), crate::scenario::classified(), solved(), satisfied(), closed()];
    let unconfirmed = [reported(), important(), solved(), closed_unconfirmed()];
    let open = [reported(), important(), solved(), satisfied()];
    for (facts, ground, refusal) in [
        (&solved_fast()[..], fast(), None),
        (&general, fast(), Some(No::NotComplex)),
        (&unconfirmed, fast(), Some(No::NotSatisfied)),
        (&open, fast(), Some(No::NotSatisfied)),
        (&general, innovative, None),
        (&unconfirmed, innovative, None),
        (&open, innovative, Some(No::NotClosed)),
        (&[], reduced, None),
    ] {
        let said = beside(facts, &[], &as_head(), &propose(ground, &[of("e4002")], 0));
        assert_eq!(said.err().map(|said| said.to_string()), refusal.map(|no| no.to_string()), "{ground:?}");
    }
}

#[test]
fn management_decides_about_what_another_one_proposed_for_others() {
    let decline = DeclineReward { reason: text() };
    for command in [&ApproveReward { award: None } as &dyn Decide<Reward>, &decline] {
        refused(&[proposed(), approved(), granted()], &as_head(), command, &No::NotProposed(Stage::Granted));
        refused(&[proposed()], &as_head(), command, &No::OwnProposal);
        refused(&[proposed()], &as_engineer(), command, &No::Own);
    }
    assert_eq!(decided(&[proposed()], &as_management(), &ApproveReward { award: None }), approved());
    let award = Award::Bonus { amount: "500".parse().unwrap(), currency: "CNY".parse().unwrap() };
    let another = ApproveReward { award: Some(award.clone()) };
    assert_eq!(decided(&[proposed()], &as_management(), &another), RewardApproved { award }.into());
    nothing(&[proposed(), approved()], &as_management(), &another);
    let declined = decided(&[proposed()], &as_management(), &decline);
    assert_eq!(declined, RewardDeclined { reason: text() }.into());
    nothing(&[proposed(), declined], &as_management(), &decline);
}

#[test]
fn what_was_approved_is_handed_over_by_others() {
    let grant = GrantReward { handed_over: text(), at: None };
    refused(&[proposed()], &as_engineer(), &grant, &No::NotApproved(Stage::Proposed));
    refused(&[proposed(), approved()], &as_engineer(), &grant, &No::Own);
    assert_eq!(decided(&[proposed(), approved()], &as_hr(), &grant), granted());
    nothing(&[proposed(), approved(), granted()], &as_hr(), &grant);
}

#[test]
fn it_is_withdrawn_by_management_or_with_what_it_rests_on_handed_over_or_not() {
    let withdraw = WithdrawReward { reason: text() };
    let because = Overturned { case: ResponsibilityId::of(ticket_id(1)), event: event(7) };
    let overturned = WithdrawConsequence { because };
    let declined = [proposed(), RewardDeclined { reason: text() }.into()];
    refused(&declined, &as_engineer(), &withdraw, &No::Declined);
    nothing(&declined, &as_head(), &overturned);
    for history in [&[proposed()][..], &[proposed(), approved()], &[proposed(), approved(), granted()]] {
        refused(history, &as_engineer(), &withdraw, &No::Own);
        let by_management = decided(history, &as_management(), &withdraw);
        let because = WithdrawnBecause::Decided { reason: text() };
        assert_eq!(by_management, RewardWithdrawn { because }.into());
        let by_itself = decided(history, &as_expert(), &overturned);
        let (case, event) = (overturned.because.case, overturned.because.event);
        let because = WithdrawnBecause::Overturned { case, event };
        assert_eq!(by_itself, RewardWithdrawn { because }.into());
        let history = [history, &[by_itself]].concat();
        nothing(&history, &as_management(), &withdraw);
        nothing(&history, &as_head(), &overturned);
    }
}
