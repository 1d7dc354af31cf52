//! The standing of a supplier from approved on, with every refusal on the way in order of precedence.

use events_schema::facts::supplier_evaluation::Ruling;
use events_schema::facts::supplier_standing::Worth;
use events_schema::values::{ContactMethod, OnBehalf};
use proptest::prelude::*;

use super::StandingRefusal as No;
use super::*;
use crate::command::Decide;
use crate::duty::NotSaidByTheSupplier as NotSaid;
use crate::refusal::{Refuse, Refused};
use crate::scenario::{as_head, as_inspector, as_lead, as_management, as_supplier, at, event, happened, in_context};

use SupplierStep::{Approved, Disqualified, Preferred, Probation, Suspended, Warned};

#[derive(Clone, Default)]
struct Course(Vec<Entry<SupplierStandingFact>>);

impl Course {
    fn standing(&self) -> SupplierStanding {
        let mut standing = SupplierStanding::default();
        self.0.iter().for_each(|entry| standing.evolve(entry));
        standing
    }

    fn decide(&self, by: &Actor, command: &dyn Decide<SupplierStanding>) -> Result<Vec<SupplierStandingFact>, Refused> {
        in_context("supplier_standing-supplier-a", by, |cx| command.decide(&self.standing(), cx))
    }

    fn record(mut self, by: &Actor, facts: Vec<SupplierStandingFact>) -> Self {
        for fact in facts {
            let mut entry = happened(60, fact);
            (entry.id, entry.envelope.actor) = (event(self.0.len()), by.clone());
            self.0.push(entry);
        }
        self
    }

    #[track_caller]
    fn then(self, by: &Actor, command: &dyn Decide<SupplierStanding>) -> Self {
        let facts = self.decide(by, command).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
        assert!(!facts.is_empty(), "{command:?}");
        self.record(by, facts)
    }

    #[track_caller]
    fn refuses(&self, by: &Actor, command: &dyn Decide<SupplierStanding>, refusal: &dyn Refuse) {
        let said = self.decide(by, command).expect_err("should be refused");
        assert_eq!(said.to_string(), refusal.to_string(), "{command:?}");
    }

    #[track_caller]
    fn already(&self, by: &Actor, command: &dyn Decide<SupplierStanding>) {
        assert!(self.decide(by, command).is_ok_and(|facts| facts.is_empty()), "{command:?}");
    }

    /// The last event.
    fn last(&self) -> EventId {
        event(self.0.len() - 1)
    }
}

fn program() -> Actor {
    Actor::system("evaluations")
}

fn because() -> events_schema::text::Paragraph {
    "原因".parse().unwrap()
}

fn told() -> Option<OnBehalf> {
    Some(OnBehalf { method: ContactMethod::Phone, reference: "recording 17".parse().unwrap() })
}

fn propose(period: &str, target: Option<SupplierStep>, score: usize) -> ProposeStanding {
    let (supplier, period) = ("supplier-a".parse().unwrap(), period.parse().unwrap());
    ProposeStanding { supplier, period, target, score_event: event(1_000 + score) }
}

fn decide(to: SupplierStep, proposal: Option<EventId>) -> DecideStanding {
    DecideStanding { to, proposal, reason: because(), business: Business::AsBefore }
}

fn decline(proposal: EventId) -> DeclineProposal {
    DeclineProposal { proposal, reason: because() }
}

fn object(on_behalf: Option<OnBehalf>) -> ObjectToStanding {
    ObjectToStanding { grounds: because(), on_behalf }
}

fn answer(ruling: Ruling) -> AnswerStandingObjection {
    AnswerStandingObjection { ruling, answer: because() }
}

fn opened() -> Course {
    Course::default().then(&program(), &OpenStanding { supplier: "supplier-a".parse().unwrap() })
}

/// The first quarter leads to the worst, one step at a time: to warned.
fn proposed() -> Course {
    opened().then(&program(), &propose("2025-Q3", Some(Disqualified), 0))
}

fn warned() -> Course {
    let proposed = proposed();
    let proposal = proposed.last();
    proposed.then(&as_head(), &decide(Warned, Some(proposal)))
}

#[test]
fn everybody_begins_as_approved() {
    let unknown = OpenStanding { supplier: "supplier-b".parse().unwrap() };
    Course::default().refuses(&as_head(), &unknown, &No::UnknownSupplier("supplier-b".parse().unwrap()));
    opened().already(&as_head(), &OpenStanding { supplier: "supplier-a".parse().unwrap() });
    assert_eq!(opened().standing().step, Approved);
    assert!(opened().standing().belongs_to(&as_supplier()));
    let at_once = Course::default().then(&program(), &propose("2025-Q3", Some(Preferred), 0));
    let kinds = at_once.0.iter().map(|entry| events_schema::FactSet::kind(&entry.fact));
    assert_eq!(kinds.collect::<Vec<_>>(), ["supplier_standing.opened", "supplier_standing.proposed"]);
}

#[test]
fn a_score_proposes_one_step_towards_its_band() {
    let unknown = ProposeStanding { supplier: "supplier-b".parse().unwrap(), ..propose("2025-Q3", None, 0) };
    opened().refuses(&program(), &unknown, &No::UnknownSupplier("supplier-b".parse().unwrap()));
    for nothing in [None, Some(Approved)] {
        opened().already(&program(), &propose("2025-Q3", nothing, 0));
    }
    let SupplierStandingFact::Proposed(fact) = &proposed().0[1].fact else { panic!() };
    assert_eq!((fact.from, fact.to), (Approved, Warned));
    proposed().already(&program(), &propose("2025-Q3", Some(Disqualified), 0));
    proposed().already(&program(), &propose("2025-Q3", Some(Warned), 0));
    // A second figure, or a later period, takes its place; an earlier one does not.
    let again = proposed().then(&program(), &propose("2025-Q3", Some(Preferred), 1));
    assert_eq!(again.standing().proposal.unwrap().to, Preferred);
    let later = proposed().then(&program(), &propose("2025-Q4", Some(Disqualified), 2));
    later.already(&program(), &propose("2025-Q3", Some(Disqualified), 1));
    later.refuses(&as_head(), &decide(Warned, Some(event(1))), &No::NotProposed);
    // It lapses when its figure leads nowhere any more.
    for nothing in [None, Some(Approved)] {
        let lapsed = proposed().then(&program(), &propose("2025-Q3", nothing, 1));
        let SupplierStandingFact::ProposalLapsed(fact) = &lapsed.0[2].fact else { panic!() };
        assert_eq!((fact.proposal, fact.score_event), (event(1), event(1_001)));
        lapsed.already(&program(), &propose("2025-Q3", nothing, 1));
        lapsed.already(&program(), &propose("2025-Q3", Some(Disqualified), 0));
        lapsed.refuses(&as_head(), &decline(event(1)), &No::NotProposed);
        lapsed.then(&program(), &propose("2025-Q3", Some(Disqualified), 2));
    }
}

#[test]
fn a_person_decides_who_did_not_ask_for_it_one_step_at_a_time() {
    let more = |to, proposal| DecideStanding { business: Business::More, ..decide(to, proposal) };
    let proposed = proposed();
    let proposal = proposed.last();
    let mut asked = proposed.clone();
    asked.0[1].envelope.actor.on_behalf_of = Some(as_inspector().id);
    for command in [&more(Probation, Some(proposal)) as &dyn Decide<SupplierStanding>, &decline(proposal)] {
        opened().refuses(&as_inspector(), command, &No::NotProposed);
        asked.refuses(&as_inspector(), command, &No::Own);
    }
    let other = No::OtherStep { proposed: Warned, sent: Probation };
    proposed.refuses(&as_head(), &more(Probation, Some(proposal)), &other);
    let objected = warned().then(&as_lead(), &object(told()));
    objected.refuses(&as_head(), &more(Disqualified, None), &No::ObjectionOpen);
    opened().refuses(&as_head(), &more(Disqualified, None), &No::NoMoreBusiness(Disqualified));
    opened().already(&as_head(), &decide(Approved, None));
    for to in [Probation, Disqualified] {
        opened().refuses(&as_head(), &decide(to, None), &No::Jump { from: Approved, to });
    }
    assert_eq!(opened().then(&as_head(), &decide(Suspended, None)).standing().step, Suspended, "safety comes first");
    assert_eq!(objected.then(&as_head(), &decide(Suspended, None)).standing().step, Suspended);
    let best = opened().then(&as_head(), &more(Preferred, None));
    assert_eq!(best.standing().business, Business::More);
    best.already(&as_head(), &more(Preferred, None));
    let less = best.then(&as_head(), &decide(Preferred, None));
    assert_eq!((less.standing().step, less.standing().business), (Preferred, Business::AsBefore));
}

#[test]
fn a_decision_for_what_is_proposed_is_about_the_proposal_whether_it_names_it_or_not() {
    let mut asked = proposed();
    asked.0[1].envelope.actor.on_behalf_of = Some(as_head().id);
    asked.refuses(&as_head(), &decide(Warned, None), &No::Own);
    let warned = asked.then(&as_management(), &decide(Warned, None));
    let SupplierStandingFact::Decided(fact) = &warned.0[2].fact else { panic!() };
    assert_eq!(fact.proposal, Some(event(1)));
    assert_eq!(warned.standing().moved_by, BTreeSet::from(["2025-Q3".parse().unwrap()]));
    warned.already(&program(), &propose("2025-Q3", Some(Disqualified), 0));
    warned.already(&program(), &propose("2025-Q3", Some(Disqualified), 1));
}

#[test]
fn another_decision_settles_what_is_proposed() {
    let aside = proposed().then(&as_head(), &decide(Preferred, None));
    aside.refuses(&as_head(), &decline(event(1)), &No::NotProposed);
    aside.already(&program(), &propose("2025-Q3", Some(Disqualified), 0));
    aside.then(&program(), &propose("2025-Q3", Some(Disqualified), 1));
    // An objection that is upheld says nothing of a later score.
    let later = warned().then(&as_lead(), &object(told())).then(&program(), &propose("2025-Q4", Some(Disqualified), 2));
    let upheld = later.then(&as_management(), &answer(Ruling::Upheld));
    assert_eq!(upheld.standing().proposal, None);
    upheld.then(&program(), &propose("2025-Q4", Some(Disqualified), 2));
}

#[test]
fn no_score_moves_anybody_twice() {
    let warned = warned();
    warned.already(&program(), &propose("2025-Q3", Some(Disqualified), 0));
    for no_better in [Some(Warned), Some(Probation), None] {
        warned.already(&program(), &propose("2025-Q3", no_better, 1));
    }
    let next = warned.then(&program(), &propose("2025-Q4", Some(Disqualified), 2));
    assert_eq!(next.standing().proposal.as_ref().unwrap().to, Probation);
    let proposal = next.last();
    let declined = next.then(&as_head(), &decline(proposal));
    assert_eq!(declined.standing().step, Warned);
    declined.already(&program(), &propose("2025-Q4", Some(Disqualified), 2));
    declined.then(&program(), &propose("2025-Q4", Some(Preferred), 3));
}

#[test]
fn a_score_that_is_better_after_all_proposes_the_step_back() {
    let back = warned().then(&program(), &propose("2025-Q3", Some(Preferred), 1));
    let SupplierStandingFact::Proposed(fact) = &back.0[3].fact else { panic!() };
    assert_eq!((fact.from, fact.to), (Warned, Approved));
    back.already(&program(), &propose("2025-Q3", Some(Preferred), 1));
    // It lapses where the score is as bad as it was.
    let lapsed = back.clone().then(&program(), &propose("2025-Q3", Some(Disqualified), 2));
    assert_eq!((lapsed.standing().proposal, lapsed.standing().step), (None, Warned));
    lapsed.already(&program(), &propose("2025-Q3", Some(Preferred), 1));
    let declined = back.clone().then(&as_head(), &decline(event(3)));
    declined.already(&program(), &propose("2025-Q3", Some(Preferred), 1));
    let decided = back.then(&as_head(), &decide(Approved, Some(event(3))));
    for target in [Preferred, Disqualified] {
        decided.already(&program(), &propose("2025-Q3", Some(target), 2));
    }
    // What a later period proposes goes first, and what it has moved is no matter of the earlier one.
    let later = warned().then(&program(), &propose("2025-Q4", Some(Disqualified), 2));
    later.already(&program(), &propose("2025-Q3", Some(Preferred), 1));
    let declined = later.clone().then(&as_head(), &decline(event(3)));
    let back = declined.then(&program(), &propose("2025-Q3", Some(Preferred), 1));
    assert_eq!(back.standing().latest, Some("2025-Q4".parse().unwrap()));
    let moved = later.then(&as_head(), &decide(Probation, Some(event(3))));
    moved.already(&program(), &propose("2025-Q3", Some(Preferred), 1));
}

#[test]
fn an_objection_that_is_upheld_takes_the_decision_back() {
    opened().refuses(&as_lead(), &object(None), &No::NothingDecided);
    warned().refuses(&as_lead(), &object(None), &NotSaid::NoReference);
    warned().refuses(&as_supplier(), &object(told()), &NotSaid::OnBehalfOfHimself);
    warned().refuses(&as_head(), &answer(Ruling::Upheld), &No::NoObjection);
    let mut late = warned();
    let SupplierStandingFact::Decided(fact) = &mut late.0[2].fact else { panic!() };
    assert_eq!(fact.objections_until, at(60 + 5 * 24 * 60));
    fact.objections_until = at(59);
    late.refuses(&as_supplier(), &object(None), &No::TooLate(at(59)));
    let objected = warned().then(&as_lead(), &object(told()));
    objected.already(&as_supplier(), &object(None));
    objected.refuses(&as_lead(), &answer(Ruling::Upheld), &No::Own);

    let rejected = objected.clone().then(&as_management(), &answer(Ruling::Rejected));
    assert_eq!((rejected.0.len(), rejected.standing().step), (5, Warned));
    rejected.refuses(&as_supplier(), &object(None), &No::AlreadyAnswered);
    rejected.refuses(&as_management(), &answer(Ruling::Rejected), &No::NoObjection);

    let upheld = objected.clone().then(&as_management(), &answer(Ruling::Upheld));
    let SupplierStandingFact::Decided(fact) = &upheld.0[5].fact else { panic!() };
    assert_eq!((fact.from, fact.to, fact.objection), (Warned, Approved, Some(event(3))));
    assert_eq!(upheld.standing().step, Approved);

    // From wherever he came, with what he had.
    let more = DecideStanding { business: Business::More, ..decide(Preferred, None) };
    let suspended = opened().then(&as_head(), &more).then(&as_head(), &decide(Suspended, None));
    let back = suspended.then(&as_supplier(), &object(None)).then(&as_head(), &answer(Ruling::Upheld));
    assert_eq!((back.standing().step, back.standing().business), (Preferred, Business::More));

    let meanwhile = objected.then(&as_head(), &decide(Suspended, None));
    let both = meanwhile.clone().then(&as_supplier(), &object(None));
    let SupplierStandingFact::Objected(fact) = &both.0[5].fact else { panic!() };
    assert_eq!(fact.decision, event(4), "he objects to the suspension too");
    both.already(&as_supplier(), &object(None));
    let stays = meanwhile.then(&as_management(), &answer(Ruling::Upheld));
    assert_eq!((stays.0.len(), stays.standing().step), (6, Suspended), "the suspension is another decision");
    stays.then(&as_supplier(), &object(None));
}

#[test]
fn rewards_and_penalties_stand_until_another_person_withdraws_them() {
    let worth = |amount: &str| Some(Worth { amount: amount.parse().unwrap(), currency: "CNY".parse().unwrap() });
    let reward = |worth| RecordReward { what: because(), worth, evaluation: None };
    let penalty = |worth| RecordPenalty { what: because(), worth, evaluation: None };
    opened().refuses(&as_head(), &reward(worth("0.00")), &No::NoAmount);
    opened().refuses(&as_head(), &penalty(worth("0")), &No::NoAmount);
    let both = opened().then(&as_head(), &reward(None)).then(&as_head(), &penalty(worth("1500.50")));
    let standing = |course: &Course| {
        [ConsequenceKind::Reward, ConsequenceKind::Penalty].map(|kind| course.standing().standing(kind))
    };
    assert_eq!(standing(&both), [1, 1]);
    let withdraw = |of| WithdrawStandingConsequence { of: event(of), reason: because() };
    both.refuses(&as_head(), &withdraw(0), &No::UnknownConsequence);
    both.refuses(&as_head(), &withdraw(2), &No::Own);
    let withdrawn = both.then(&as_management(), &withdraw(2));
    assert_eq!(standing(&withdrawn), [1, 0]);
    withdrawn.already(&as_head(), &withdraw(2));
}

proptest! {
    #[test]
    fn whatever_scores_say_a_repeated_command_gives_nothing_and_standing_moves_by_one_step(
        scores in prop::collection::vec((0_usize..6, any::<bool>()), 1..20),
    ) {
        let mut course = opened();
        for (number, (target, is_decided)) in scores.into_iter().enumerate() {
            let period = format!("{}-Q{}", 2000 + number / 4, number % 4 + 1);
            let propose = propose(&period, Some(SupplierStep::ALL[target]), number);
            let before = course.standing().step;
            let facts = course.decide(&program(), &propose).unwrap();
            course = course.record(&program(), facts);
            course.already(&program(), &propose);
            let open = course.standing().proposal;
            if let Some(open) = open.filter(|open| is_decided && open.period.to_string() == period) {
                course = course.then(&as_head(), &decide(open.to, Some(open.event)));
                prop_assert!(is_one_step(before, course.standing().step));
                course.already(&program(), &propose);
            }
        }
    }
}
