//! From cases to figures, and from figures to scores: vectors that anybody can reckon up by hand.

use events_schema::Duration;
use events_schema::facts::supplier::Turnover;
use events_schema::facts::supplier_scheme::{
    GravityWeights, ScoreCriterion, ScoreFormula, ScoreIndicator, SupplierSchemePublished,
};
use events_schema::values::{Points, TicketClass};
use proptest::prelude::*;

use super::super::figures::{Beside, Case, count, outcome, per_million};
use super::*;
use crate::supplier_scheme::default_supplier_scheme;

const GRAVITY: GravityWeights = GravityWeights { general: 1, important: 3, emergency: 10 };

fn case(number: u128, indicator: ScoreIndicator, class: Option<TicketClass>, good: bool) -> Case {
    Case { indicator, class, good, event: event(usize::try_from(number).unwrap()) }
}

fn points(text: &str) -> Points {
    text.parse().unwrap()
}

fn with(formula: ScoreFormula) -> SupplierSchemePublished {
    SupplierSchemePublished { formula, ..default_supplier_scheme() }
}

/// Score, what the period comes to by itself, and the band.
fn said(figures: &EvaluationFigures, scheme: &SupplierSchemePublished) -> Option<String> {
    match outcome(figures, scheme).unwrap() {
        EvaluationOutcome::Score { score, of_period, band, .. } => Some(format!("{score} {of_period} {band}")),
        EvaluationOutcome::InsufficientData => None,
    }
}

#[test]
fn cases_are_weighed_by_their_class_and_notices_counted_by_when_they_were_sent() {
    use ScoreIndicator::{CorrectiveAction, Repeats, Response, Solution};
    use TicketClass::{Emergency, General, Important};
    let cases = [
        case(1, Response, Some(General), true),
        case(2, Response, Some(Important), false),
        case(3, Response, Some(Emergency), true),
        case(3, Response, Some(Emergency), true),
        case(1, Solution, None, true),
        case(2, CorrectiveAction, Some(Important), false),
        case(9, CorrectiveAction, None, true),
        case(1, Repeats, Some(General), false),
        case(2, Repeats, Some(Important), true),
    ];
    let beside = Beside {
        notices: 2,
        responses: [30, 2, 5, 4].map(Duration::from_hours).to_vec(),
        delivered: Some(1_200_000),
        turnover: None,
        earlier: vec![Some(points("90")); 20],
    };
    let figures = count(&cases, &beside, GRAVITY);
    let weighted = |good, due, weighted_good, weighted_due| IndicatorFigures { good, due, weighted_good, weighted_due };
    let expected = EvaluationFigures {
        cases: 2,
        response: weighted(2, 3, 11, 14),
        solution: weighted(1, 1, 1, 1),
        corrective_action: weighted(1, 2, 1, 4),
        repeats: RepeatFigures { repeats: 1, of: 2 },
        median_response: Some(Duration::from_hours(4)),
        delivered: Some(1_200_000),
        turnover: None,
        earlier: vec![Some(points("90")); 11],
    };
    assert_eq!(figures, expected);
    assert_eq!(per_million(&figures), Some(5.0 / 3.0));
    assert_eq!(per_million(&EvaluationFigures { delivered: Some(0), ..figures.clone() }), None);
    assert_eq!(per_million(&EvaluationFigures { delivered: None, ..figures }), None);
    assert_eq!(count(&[], &Beside::default(), GRAVITY), EvaluationFigures::default());
}

#[test]
fn the_policys_indicators_count_as_far_as_there_are_data() {
    let scheme = default_supplier_scheme();
    let all = EvaluationFigures { corrective_action: of(4, 10), ..figures() };
    assert_eq!(said(&all, &scheme).unwrap(), "70.00 70.00 C", "(90 + 80 + 40) / 3");
    assert_eq!(said(&figures(), &scheme).unwrap(), "85.00 85.00 B");
    let repeated = EvaluationFigures { repeats: RepeatFigures { repeats: 1, of: 2 }, ..figures() };
    assert_eq!(said(&repeated, &scheme).unwrap(), "75.00 75.00 C", "half of 20 points");
    let weighty = ScoreFormula::Indicators { response: 3, solution: 1, corrective_action: 1, repeats: 0 };
    assert_eq!(said(&repeated, &with(weighty)).unwrap(), "87.50 87.50 B", "(3 · 90 + 80) / 4");
    for (cases, score) in [(4, None), (5, Some("85.00 85.00 B"))] {
        assert_eq!(said(&EvaluationFigures { cases, ..figures() }, &scheme).as_deref(), score);
    }
    assert_eq!(said(&EvaluationFigures { cases: 9, ..EvaluationFigures::default() }, &scheme), None);
}

#[test]
fn a_scorecard_goes_over_twelve_periods() {
    use ScoreIndicator::{CorrectiveAction, Repeats, Response};
    let criterion = |indicator, highest, weight| ScoreCriterion { indicator, highest, weight };
    let scorecard = |criteria: &[ScoreCriterion]| with(ScoreFormula::Scorecard { criteria: criteria.to_vec() });
    let earlier = |newest_first: &[Option<&str>]| EvaluationFigures {
        response: of(6, 10),
        earlier: newest_first.iter().map(|period| period.map(points)).collect(),
        ..figures()
    };
    // The example of ERPNext: 60, then 90 three times.
    let alone = scorecard(&[criterion(Response, 100, 100)]);
    assert_eq!(said(&earlier(&[Some("90"); 3]), &alone).unwrap(), "81.4 60.00 B");
    assert_eq!(said(&earlier(&[]), &alone).unwrap(), "60.0 60.00 D");
    assert_eq!(said(&earlier(&[None, Some("80")]), &alone).unwrap(), "69.1 60.00 D", "(12 · 60 + 10 · 80) / 22");
    let repeats = RepeatFigures { repeats: 1, of: 4 };
    let mixed =
        scorecard(&[criterion(Response, 50, 40), criterion(Repeats, 100, 20), criterion(CorrectiveAction, 9, 40)]);
    let figures = EvaluationFigures { repeats, ..earlier(&[]) };
    assert_eq!(said(&figures, &mixed).unwrap(), "58.3 58.33 D", "(40 · 50 + 20 · 75) / 60");
    let third = scorecard(&[criterion(CorrectiveAction, 100, 100)]);
    assert_eq!(said(&earlier(&[Some("90")]), &third), None, "a period without data has no score, whatever was before");
}

#[test]
fn complaints_are_related_to_turnover_in_the_schemes_currency() {
    let scheme = SupplierSchemePublished {
        least_cases: 0,
        ..with(ScoreFormula::Complaints {
            lowest: points("1"),
            highest: points("100"),
            tolerated: "10".parse().unwrap(),
            cost_each: "500".parse().unwrap(),
            currency: "CNY".parse().unwrap(),
        })
    };
    let turnover = |amount: &str, currency: &str| {
        Some(Turnover { amount: amount.parse().unwrap(), currency: currency.parse().unwrap() })
    };
    let of = |cases, turnover| said(&EvaluationFigures { cases, turnover, ..EvaluationFigures::default() }, &scheme);
    assert_eq!(of(10, turnover("1000000", "CNY")).unwrap(), "95.05 95.05 A", "the example of SAP");
    assert_eq!(of(0, turnover("1000000", "CNY")).unwrap(), "100 100 A");
    for without in [None, turnover("0", "CNY"), turnover("1000000", "EUR")] {
        assert_eq!(of(10, without), None);
    }
}

fn any_case() -> impl Strategy<Value = Case> {
    use ScoreIndicator::{CorrectiveAction, Repeats, Response, Solution};
    use TicketClass::{Emergency, General, Important};
    let indicator = prop::sample::select(vec![Response, Solution, CorrectiveAction, Repeats]);
    let class = prop::sample::select(vec![None, Some(General), Some(Important), Some(Emergency)]);
    // What happened to one event is the same however often it is told.
    (0_u128..40, indicator, class)
        .prop_map(|(number, indicator, class)| case(number, indicator, class, number % 3 != 0))
}

proptest! {
    #[test]
    fn order_and_repetition_change_nothing(cases in prop::collection::vec(any_case(), 0..60)) {
        let one_class = |case: &Case| Case { class: None, ..*case };
        let cases: Vec<Case> = cases.iter().map(one_class).collect();
        let twice: Vec<Case> = cases.iter().rev().chain(&cases).copied().collect();
        prop_assert_eq!(count(&cases, &Beside::default(), GRAVITY), count(&twice, &Beside::default(), GRAVITY));
    }

    #[test]
    fn what_was_counted_has_an_outcome_by_every_formula(cases in prop::collection::vec(any_case(), 0..60)) {
        let beside = Beside { notices: cases.len() as u64, ..Beside::default() };
        let figures = count(&cases, &beside, GRAVITY);
        let criteria = [ScoreIndicator::Response, ScoreIndicator::Repeats];
        let criterion = |indicator| ScoreCriterion { indicator, highest: 100, weight: 50 };
        let scorecard = with(ScoreFormula::Scorecard { criteria: criteria.map(criterion).to_vec() });
        for scheme in [default_supplier_scheme(), scorecard] {
            let is_enough = figures.cases >= scheme.least_cases;
            match outcome(&figures, &scheme).unwrap() {
                EvaluationOutcome::Score { .. } => prop_assert!(is_enough),
                EvaluationOutcome::InsufficientData => {}
            }
        }
    }
}
