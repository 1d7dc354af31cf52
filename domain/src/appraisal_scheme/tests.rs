//! A version of the scheme adds up, and counts from the next appraisal on.

use super::SchemeRefusal as No;
use super::*;
use crate::command::Decide;
use crate::refusal::Refused;
use crate::scenario::{as_management, happened, in_context};
use events_schema::facts::appraisal_scheme::{RewardRule, RuledGround};

fn weighted(of: &[(Measure, &str)]) -> Vec<Weighted> {
    of.iter().map(|(measure, weight)| Weighted { measure: measure.clone(), weight: weight.parse().unwrap() }).collect()
}

fn publish(
    scheme: &AppraisalScheme,
    departments: &[Weighted],
    people: &[Weighted],
) -> Result<Vec<AppraisalSchemeFact>, Refused> {
    let command = PublishScheme { departments: departments.to_vec(), people: people.to_vec(), rewards: Vec::new() };
    in_context("appraisal_scheme-after-sales", &as_management(), |cx| command.decide(scheme, cx))
}

#[test]
fn its_weights_are_exactly_the_whole_and_each_measure_has_one() {
    let whole = weighted(&[(Measure::Timeliness, "66.67"), (Measure::Satisfaction, "33.33")]);
    let less = weighted(&[(Measure::Timeliness, "66.66"), (Measure::Timeliness, "33.33")]);
    let twice = weighted(&[(Measure::Timeliness, "66.67"), (Measure::Timeliness, "33.33")]);
    let none = AppraisalScheme::default();
    for (departments, people, refusal) in [
        (&less, &twice, No::NotTheWhole { hundredths: 9_999 }),
        (&twice, &less, No::Twice(Measure::Timeliness)),
        (&whole, &Vec::new(), No::NotTheWhole { hundredths: 0 }),
        (&whole, &twice, No::Twice(Measure::Timeliness)),
    ] {
        let said = publish(&none, departments, people).expect_err("should be refused");
        assert_eq!(said.to_string(), refusal.to_string());
    }
}

#[test]
fn versions_count_from_one_and_the_default_could_be_published_too() {
    let default = default_scheme();
    let mut scheme = AppraisalScheme::default();
    for version in 1..=2 {
        let facts = publish(&scheme, &default.departments, &default.people).unwrap();
        assert_eq!(facts, [AppraisalSchemePublished { version, ..default.clone() }.into()]);
        scheme.evolve(&happened(60, facts[0].clone()));
        assert_eq!(scheme.in_force(), scheme.version(version));
    }
    assert_eq!((scheme.version(0), scheme.version(3)), (None, None));
}

#[test]
fn rules_reward_what_is_complex_and_fast_each_class_once() {
    use events_schema::Duration;
    use events_schema::facts::reward::Award;
    use events_schema::values::TicketClass::{Emergency, General, Important};

    let default = default_scheme();
    let fast = |class, hours| RuledGround::FastSolution { class, within: Duration::from_hours(hours) };
    let publish = |grounds: &[RuledGround]| {
        let award = Award::CertificateOfHonour { title: "快速响应".parse().unwrap() };
        let rule = |ground: &RuledGround| RewardRule { ground: *ground, award: award.clone() };
        let rewards: Vec<RewardRule> = grounds.iter().map(rule).collect();
        let (departments, people) = (default.departments.clone(), default.people.clone());
        let command = PublishScheme { departments, people, rewards };
        let decide = |cx: &crate::Context<'_>| command.decide(&AppraisalScheme::default(), cx);
        in_context("appraisal_scheme-after-sales", &as_management(), decide)
    };
    for (grounds, refusal) in [
        (&[fast(General, 8)][..], No::NotComplex),
        (&[fast(Important, 0)], No::Within),
        (&[fast(Important, 721)], No::Within),
        (&[fast(Important, 8), fast(Important, 24)], No::RuleTwice),
        (&[RuledGround::RecurrenceReduced, RuledGround::RecurrenceReduced], No::RuleTwice),
    ] {
        assert_eq!(publish(grounds).unwrap_err().to_string(), refusal.to_string());
    }
    let all = [fast(Emergency, 8), fast(Important, 24), RuledGround::RecurrenceReduced];
    let AppraisalSchemeFact::Published(published) = publish(&all).unwrap().remove(0);
    assert_eq!(published.rewards.len(), 3);
}
