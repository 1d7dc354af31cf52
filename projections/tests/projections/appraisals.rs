//! Appraisals and rewards: how far they are, and what is left of them when a dispute overturned what they rested on.

use events_schema::EventId;
use events_schema::facts::appraisal::{
    AppraisalAcknowledged, AppraisalApproved, AppraisalAssessed, AppraisalFact, AppraisalObjected,
    AppraisalObjectionAnswered, AppraisalOpened, AppraisalOutcomeRecorded, AppraisalResultWithdrawn, Outcome,
};
use events_schema::facts::responsibility::Overturned;
use events_schema::facts::reward::{
    Award, RewardApproved, RewardDeclined, RewardFact, RewardGranted, RewardGround, RewardProposed, RewardWithdrawn,
    WithdrawnBecause,
};
use events_schema::ids::{AppraisalId, ImprovementId, ResponsibilityId, RewardId, TicketId};
use events_schema::values::OwnParty;
use projections::appraisals::APPRAISALS;
use projections::rewards::REWARDS;
use projections::{Appraisals, Condition, PublishedView, Rewards};
use serde_json::json;
use uuid::Uuid;

use crate::follow::{caught_up, started};
use crate::history::World;

fn engineer() -> OwnParty {
    OwnParty::Person { person: "e4002".parse().unwrap() }
}

fn production() -> OwnParty {
    OwnParty::Department { department: "production".parse().unwrap() }
}

fn record(world: &mut World, appraisal: AppraisalId, fact: impl Into<AppraisalFact>) -> EventId {
    world.record(&appraisal.stream(), &fact.into())
}

fn opened(world: &mut World, subject: OwnParty) -> AppraisalId {
    let period = "2025-Q4".parse().unwrap();
    let appraisal = AppraisalId::of(period, &subject);
    let department = "after-sales".parse().ok().filter(|_| matches!(subject, OwnParty::Person { .. }));
    record(world, appraisal, AppraisalOpened { period, subject, department, scheme_version: 0 });
    appraisal
}

fn assessed(world: &mut World, appraisal: AppraisalId, result: &str) -> EventId {
    let (result, objections_until) = (result.parse().unwrap(), world.now);
    record(world, appraisal, AppraisalAssessed { figures: Vec::new(), result, objections_until, policy_version: 0 })
}

/// One that was approved, one whose result was withdrawn, and one that somebody objected to.
pub(crate) fn appraised(world: &mut World, ticket: TicketId) -> AppraisalId {
    let person = opened(world, engineer());
    let assessment = assessed(world, person, "86.4375");
    record(world, person, AppraisalAcknowledged { assessment });
    record(world, person, AppraisalApproved { assessment });
    let (amount, currency) = ("1250.00".parse().unwrap(), "CNY".parse().unwrap());
    let outcome = Outcome::Bonus { amount, currency };
    let outcomes = vec![record(world, person, AppraisalOutcomeRecorded { assessment, outcome })];
    let department = opened(world, production());
    let first = assessed(world, department, "70");
    let objection =
        record(world, department, AppraisalObjected { assessment: first, grounds: "客户改期".parse().unwrap() });
    record(world, department, AppraisalObjectionAnswered { objection, answer: "已扣除".parse().unwrap() });
    let withdrawn = opened(world, OwnParty::Person { person: "e4001".parse().unwrap() });
    let assessment = assessed(world, withdrawn, "60.5");
    record(world, withdrawn, AppraisalApproved { assessment });
    let because = Overturned { case: ResponsibilityId::of(ticket), event: assessment };
    let result = "60.5".parse().unwrap();
    record(world, withdrawn, AppraisalResultWithdrawn { because, assessment, result, outcomes });
    person
}

/// One that two share, granted and then overturned; one that was declined.
pub(crate) fn rewarded(world: &mut World, ticket: TicketId) -> RewardId {
    let propose = |world: &mut World, number: u128, ground: RewardGround, beneficiaries: Vec<OwnParty>| {
        let reward = RewardId::from_uuid(Uuid::from_u128(number));
        let award = Award::CertificateOfHonour { title: "快速响应".parse().unwrap() };
        let grounds = "两小时恢复".parse().unwrap();
        let proposed = RewardProposed { ground, beneficiaries, award, grounds, rests_on: Vec::new(), by_rule: None };
        world.record(&reward.stream(), &RewardFact::from(proposed));
        reward
    };
    let shared = propose(world, 1, RewardGround::FastSolution { ticket }, vec![production(), engineer()]);
    let award = Award::Bonus { amount: "500".parse().unwrap(), currency: "CNY".parse().unwrap() };
    let mut tell = |fact: RewardFact| world.record(&shared.stream(), &fact);
    tell(RewardApproved { award }.into());
    let event = tell(RewardGranted { handed_over: "总结会".parse().unwrap() }.into());
    let because = WithdrawnBecause::Overturned { case: ResponsibilityId::of(ticket), event };
    tell(RewardWithdrawn { because }.into());
    let improvement = ImprovementId::from_uuid(Uuid::from_u128(1));
    let declined = propose(world, 2, RewardGround::RecurrenceReduced { improvement }, vec![engineer()]);
    world.record(&declined.stream(), &RewardFact::from(RewardDeclined { reason: "未验证".parse().unwrap() }));
    shared
}

#[tokio::test]
async fn a_result_is_shown_for_as_long_as_it_stands() {
    let mut world = World::new(43);
    let ticket = world.report("漏油");
    appraised(&mut world, ticket);
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    caught_up(&models, &world).await;
    let view = models.views().of::<Appraisals>();
    let rows = |filters: &[(&str, &str)]| {
        let conditions = conditions(&APPRAISALS, filters);
        view.rows(&APPRAISALS, &conditions, None, 10).unwrap().value.items
    };
    let [approved] = &rows(&[("stage", "approved")])[..] else { panic!("one is approved") };
    assert_eq!(
        (&approved["person"], &approved["department"], &approved["result"], &approved["withdrawn"]),
        (&json!("e4002"), &json!("after-sales"), &json!("86.4375"), &json!(0))
    );
    assert!(approved["outcomes"].as_str().is_some_and(|outcomes| outcomes.contains("1250.00")), "{approved:?}");
    let [withdrawn] = &rows(&[("stage", "withdrawn")])[..] else { panic!("one is withdrawn") };
    assert_eq!((&withdrawn["outcomes"], &withdrawn["withdrawn"]), (&json!("[]"), &json!(1)));
    for gone in ["result", "assessed_at", "assessed_by", "approved_at"] {
        assert!(!withdrawn.contains_key(gone), "{gone}: {withdrawn:?}");
    }
    for (filters, found) in [
        (&[("period", "2025-Q4")][..], 3),
        (&[("department", "production")], 1),
        (&[("subject", "person")], 2),
        (&[("person", "e4001"), ("stage", "approved")], 0),
    ] {
        assert_eq!(rows(filters).len(), found, "{filters:?}");
    }
}

#[tokio::test]
async fn a_reward_has_a_row_for_each_who_shares_it() {
    let mut world = World::new(44);
    let ticket = world.report("漏油");
    let shared = rewarded(&mut world, ticket);
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    caught_up(&models, &world).await;
    let view = models.views().of::<Rewards>();
    let rows = |filters: &[(&str, &str)]| {
        let conditions = conditions(&REWARDS, filters);
        view.rows(&REWARDS, &conditions, None, 10).unwrap().value.items
    };
    let [of_engineer, of_production] = &rows(&[("reward", &shared.to_string())])[..] else { panic!("two share it") };
    assert_eq!((&of_engineer["person"], &of_production["department"]), (&json!("e4002"), &json!("production")));
    assert_eq!(
        (&of_engineer["stage"], &of_engineer["award"], &of_engineer["amount"], &of_engineer["shared_by"]),
        (&json!("withdrawn"), &json!("bonus"), &json!("500"), &json!(2))
    );
    assert_eq!(of_engineer["overturned_by"], json!(ResponsibilityId::of(ticket).to_string()));
    assert_eq!(rows(&[("person", "e4002")]).len(), 2);
    assert_eq!(rows(&[("stage", "declined"), ("ground", "recurrence_reduced")]).len(), 1);
}

fn conditions(view: &'static PublishedView, filters: &[(&str, &str)]) -> Vec<Condition> {
    filters.iter().map(|(name, text)| Condition::of(view, name, text).unwrap()).collect()
}
