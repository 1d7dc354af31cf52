//! A version of the scheme adds up, and counts from the next appraisal on.

use super::SchemeRefusal as No;
use super::*;
use crate::command::Decide;
use crate::refusal::Refused;
use crate::scenario::{as_management, happened, in_context};

fn weighted(of: &[(Measure, &str)]) -> Vec<Weighted> {
    of.iter().map(|(measure, weight)| Weighted { measure: measure.clone(), weight: weight.parse().unwrap() }).collect()
}

fn publish(
    scheme: &AppraisalScheme,
    departments: &[Weighted],
    people: &[Weighted],
) -> Result<Vec<AppraisalSchemeFact>, Refused> {
    let command = PublishScheme { departments: departments.to_vec(), people: people.to_vec() };
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
