//! A reward from its proposal to its withdrawal, with every refusal on the way in order of precedence.

use events_schema::facts::appraisal_scheme::{AppraisalSchemePublished, RewardRule, RuledGround};
use events_schema::facts::responsibility::{Overturned, RestsOn};
use events_schema::facts::reward::{
    Award, ByRule, RewardApproved, RewardDeclined, RewardGranted, RewardGround, RewardWithdrawn, WithdrawnBecause,
};
use events_schema::facts::ticket::{TicketClosedUnconfirmed, TicketFact, TicketReopened, TicketTakenOver};
use events_schema::ids::{ImprovementId, ResponsibilityId};
use events_schema::values::{OwnParty, TicketClass};
use events_schema::{Actor, Duration, Position, RecordedEvent};
use uuid::Uuid;

use super::RewardRefusal as No;
use super::*;
use crate::appraisal_scheme::default_scheme;
use crate::command::Decide;
use crate::context::{Context, OtherTicket};
use crate::improvement::{self, Improvement};
use crate::refusal::Refused;
use crate::scenario::{
    REFERENCE, as_engineer, as_expert, as_head, as_hr, as_management, closed, entries, event, happened, important,
    in_context, person, recorded, reported, satisfied, solved, ticket, ticket_id,
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
        (&[], reduced, Some(No::NotEffective)),
    ] {
        let said = beside(facts, &[], &as_head(), &propose(ground, &[of("e4002")], 0));
        assert_eq!(said.err().map(|said| said.to_string()), refusal.map(|no| no.to_string()), "{ground:?}");
    }
}

fn measure(stage: improvement::Stage) -> Improvement {
    Improvement { stage, owner: Some((person("e4002"), None)), ..Improvement::default() }
}

/// By a scheme that rewards important issues solved within three minutes, and measures that have their effect.
fn by_rule(ground: RewardGround, facts: &[TicketFact], measure: &Improvement) -> Vec<RewardFact> {
    let rule = |ground| RewardRule { ground, award: certificate() };
    let fast = RuledGround::FastSolution { class: TicketClass::Important, within: Duration::from_minutes(3) };
    let rewards = vec![rule(fast), rule(RuledGround::RecurrenceReduced)];
    let scheme = AppraisalSchemePublished { version: 1, rewards, ..default_scheme() };
    let mut reference = REFERENCE.clone();
    let published = recorded("appraisal_scheme-after-sales", (0, 0), &scheme);
    reference.apply(&RecordedEvent { position: Position(5), ..published }).unwrap();
    let other = OtherTicket { id: ticket_id(2), is: ticket(entries(facts.iter().cloned())) };
    in_context("reward-00000000-0000-0000-0000-000000000001", &Actor::system("reactions"), |cx| {
        let cx = Context { other: Some(&other), improvement: Some(measure), reference: &reference, ..*cx };
        let before = ProposeByRule { ground, earned_at: Position(4) }.decide(&Reward::default(), &cx).unwrap();
        assert_eq!(before, [], "what was earned before the rule, however late it is looked at");
        ProposeByRule { ground, earned_at: Position(5) }.decide(&Reward::default(), &cx).unwrap()
    })
}

#[test]
fn a_rule_proposes_whoever_solved_a_complex_issue_fast_and_at_once() {
    let taken_over = || -> TicketFact { TicketTakenOver { person: person("e2001") }.into() };
    let reopened: TicketFact = TicketReopened { reason: Some("又漏油".parse().unwrap()) }.into();
    let effective = measure(improvement::Stage::Effective);
    let by_rule = |ground, facts: &[TicketFact]| by_rule(ground, facts, &effective);
    let late = [reported(), important(), taken_over(), taken_over(), solved(), satisfied(), closed()];
    let general = [reported(), crate::scenario::classified(), solved(), satisfied(), closed()];
    let unconfirmed = [reported(), important(), solved(), closed_unconfirmed()];
    let again = [&solved_fast()[..], &[reopened, solved(), satisfied(), closed()]].concat();
    for other in [&late[..], &general, &unconfirmed, &again] {
        assert_eq!(by_rule(fast(), other), []);
    }
    let in_time = [reported(), important(), taken_over(), solved(), satisfied(), closed()];
    for (facts, minutes, who) in [(&solved_fast()[..], 2, "e1042"), (&in_time, 3, "e2001")] {
        let [RewardFact::Proposed(proposed)] = &by_rule(fast(), facts)[..] else { panic!() };
        let by = ByRule { scheme_version: 1, took: Some(Duration::from_minutes(minutes)) };
        assert_eq!((proposed.by_rule, &proposed.beneficiaries), (Some(by), &vec![of(who)]));
    }
    assert_eq!(by_rule(RewardGround::InnovativeSolution { ticket: ticket_id(2) }, &solved_fast()), []);
}

#[test]
fn a_rule_proposes_the_owner_of_a_measure_that_has_its_effect() {
    let reduced = RewardGround::RecurrenceReduced { improvement: ImprovementId::from_uuid(Uuid::from_u128(1)) };
    assert_eq!(by_rule(reduced, &[], &measure(improvement::Stage::Done)), []);
    let proposed = by_rule(reduced, &[], &measure(improvement::Stage::Effective));
    let [RewardFact::Proposed(proposed)] = &proposed[..] else { panic!() };
    assert_eq!(proposed.beneficiaries, [of("e4002")]);
    let proposing = propose(reduced, &[of("e4002")], 0);
    in_context("reward-00000000-0000-0000-0000-000000000001", &as_head(), |cx| {
        let effective = measure(improvement::Stage::Effective);
        let cx = Context { improvement: Some(&effective), ..*cx };
        assert!(proposing.decide(&Reward::default(), &cx).is_ok());
    });
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
