//! A version of the scheme adds up, and counts from the next score on.

use events_schema::facts::supplier_scheme::{ScoreCriterion, ScoreIndicator};
use events_schema::values::Points;

use super::SupplierSchemeRefusal as No;
use super::publish::HEAVIEST;
use super::*;
use crate::command::Decide;
use crate::refusal::Refused;
use crate::scenario::{as_management, happened, in_context};
use crate::statistics::score::{NotACriterion, NotAScale, WeightsDoNotAddUp};

fn usual() -> PublishSupplierScheme {
    let SupplierSchemePublished { period, formula, gravity, least_cases, bands, gates, raised_after, .. } =
        default_supplier_scheme();
    PublishSupplierScheme { period, formula, gravity, least_cases, bands, gates, raised_after }
}

fn publish(state: &SupplierScheme, command: &PublishSupplierScheme) -> Result<Vec<SupplierSchemeFact>, Refused> {
    in_context("supplier_scheme-after-sales", &as_management(), |cx| command.decide(state, cx))
}

fn points(text: &str) -> Points {
    text.parse().unwrap()
}

fn band(from: &str, name: &str, target: SupplierStep) -> ScoreBand {
    ScoreBand { from: points(from), name: name.parse().unwrap(), target }
}

fn indicators(weights: [u32; 3], repeats: u32) -> ScoreFormula {
    let [response, solution, corrective_action] = weights;
    ScoreFormula::Indicators { response, solution, corrective_action, repeats }
}

fn scorecard(of: &[(ScoreIndicator, u32, u32)]) -> ScoreFormula {
    let criterion = |(indicator, highest, weight): &(_, _, _)| ScoreCriterion {
        indicator: *indicator,
        highest: *highest,
        weight: *weight,
    };
    ScoreFormula::Scorecard { criteria: of.iter().map(criterion).collect() }
}

fn complaints(lowest: &str, highest: &str) -> ScoreFormula {
    ScoreFormula::Complaints {
        lowest: points(lowest),
        highest: points(highest),
        tolerated: "10".parse().unwrap(),
        cost_each: "500".parse().unwrap(),
        currency: "CNY".parse().unwrap(),
    }
}

fn gates(of: &[(EightD, i64)]) -> Vec<GateWithin> {
    of.iter().map(|(gate, hours)| GateWithin { gate: *gate, within: Duration::from_hours(*hours) }).collect()
}

#[track_caller]
fn refused(command: &PublishSupplierScheme, refusal: &No) {
    let said = publish(&SupplierScheme::default(), command).expect_err("should be refused");
    assert_eq!(said.to_string(), refusal.to_string(), "{command:?}");
}

/// Each breaks the rule of its line and all below it, so that the first reason is told.
#[test]
fn what_is_wrong_is_said_in_this_order() {
    use ScoreIndicator::{Repeats, Response};
    let wrong = PublishSupplierScheme {
        gravity: GravityWeights { general: 0, important: 0, emergency: 0 },
        least_cases: 10_001,
        bands: vec![band("1", "D", SupplierStep::Warned); 21],
        gates: GatesByLevel { minor: Vec::new(), major: Vec::new(), critical: Vec::new() },
        raised_after: 0,
        ..usual()
    };
    let with = |formula| PublishSupplierScheme { formula, ..wrong.clone() };
    let right = |change: &dyn Fn(&mut PublishSupplierScheme)| {
        let mut command = wrong.clone();
        change(&mut command);
        command
    };
    let weighted = |command: &mut PublishSupplierScheme| command.gravity.emergency = 1;
    let with_bands = |bands: Vec<ScoreBand>| {
        right(&|command| {
            weighted(command);
            (command.least_cases, command.bands) = (0, bands.clone());
        })
    };
    let not_whole = No::NotTheWhole(WeightsDoNotAddUp(101));
    let cases = [
        (with(indicators([0; 3], 101)), No::NoWeight("indicators")),
        (with(indicators([0, HEAVIEST + 1, 0], 101)), No::TooHeavy { of: "indicators", weight: HEAVIEST + 1 }),
        (with(indicators([0, 1, 0], 101)), No::Repeats(101)),
        (with(scorecard(&[(Response, 0, 50), (Response, 100, 51)])), No::CriterionTwice(Response)),
        (with(scorecard(&[(Response, 0, 50), (Repeats, 100, 51)])), No::Criterion(NotACriterion::HighestScore(0))),
        (with(scorecard(&[(Response, 100, 50), (Repeats, 100, 51)])), not_whole),
        (with(scorecard(&[])), No::NotTheWhole(WeightsDoNotAddUp(0))),
        (with(complaints("90", "10")), No::Scale(NotAScale { highest: points("10"), lowest: points("90") })),
        (wrong.clone(), No::NoWeight("gravity")),
        (right(&|command| command.gravity.general = 10_001), No::TooHeavy { of: "gravity", weight: 10_001 }),
        (right(&weighted), No::LeastCases(10_001)),
        (with_bands(wrong.bands.clone()), No::TooManyBands(21)),
        (with_bands(Vec::new()), No::Bands(NotBands::None)),
        (with_bands(vec![band("1", "D", SupplierStep::Warned)]), No::Bands(NotBands::Gap { lowest: points("1") })),
        (
            with_bands(vec![band("0", "D", SupplierStep::Warned), band("1", "D", SupplierStep::Suspended)]),
            No::Bands(NotBands::NameTwice { first: points("0"), second: points("1") }),
        ),
        (
            with_bands(vec![band("0", "D", SupplierStep::Warned), band("1", "C", SupplierStep::Suspended)]),
            No::TargetsCross { lower: points("0"), higher: points("1") },
        ),
        (with_bands(usual().bands), No::NoGates(ActionLevel::Minor)),
    ];
    cases.iter().for_each(|(command, refusal)| refused(command, refusal));
}

#[test]
fn gates_stand_once_in_each_level_and_can_be_kept() {
    let with_gates = |minor: &[(EightD, i64)], major: &[(EightD, i64)]| PublishSupplierScheme {
        gates: GatesByLevel { minor: gates(minor), major: gates(major), critical: gates(major) },
        raised_after: 0,
        ..usual()
    };
    let cases = [
        (
            with_gates(&[(EightD::D3, 0), (EightD::D3, 24)], &[]),
            No::GateTwice { level: ActionLevel::Minor, gate: EightD::D3 },
        ),
        (
            with_gates(&[(EightD::D3, 0), (EightD::D4, 24)], &[]),
            No::GateTime { level: ActionLevel::Minor, gate: EightD::D3 },
        ),
        (with_gates(&[(EightD::D3, 24)], &[]), No::NoGates(ActionLevel::Major)),
        (
            with_gates(&[(EightD::D3, 24)], &[(EightD::D7, 365 * 24 + 1)]),
            No::GateTime { level: ActionLevel::Major, gate: EightD::D7 },
        ),
        (with_gates(&[(EightD::D3, 24)], &[(EightD::D3, 24)]), No::RaisedAfter(0)),
        (PublishSupplierScheme { raised_after: 101, ..usual() }, No::RaisedAfter(101)),
    ];
    cases.iter().for_each(|(command, refusal)| refused(command, refusal));
}

#[test]
fn versions_count_from_one_and_the_default_could_be_published_too() {
    let mut scheme = SupplierScheme::default();
    for version in 1..=2 {
        let facts = publish(&scheme, &usual()).unwrap();
        assert_eq!(facts, [SupplierSchemePublished { version, ..default_supplier_scheme() }.into()]);
        let entry = Entry { position: Some(Position(u64::from(version))), ..happened(60, facts[0].clone()) };
        scheme.evolve(&entry);
        assert_eq!(scheme.in_force(), scheme.version(version));
        assert_eq!(scheme.in_force_at(Position(1)), scheme.version(1));
    }
    assert_eq!((scheme.version(0), scheme.version(3), scheme.in_force_at(Position(0))), (None, None, None));
}

#[test]
fn every_formula_may_be_published() {
    use ScoreIndicator::{CorrectiveAction, Repeats, Response, Solution};
    let all = [(Response, 100, 25), (Solution, 90, 25), (CorrectiveAction, 100, 25), (Repeats, 1, 25)];
    for formula in [indicators([1, 0, 0], 0), scorecard(&all), complaints("1", "100"), complaints("50", "50")] {
        let command = PublishSupplierScheme { formula: formula.clone(), least_cases: 0, ..usual() };
        let SupplierSchemeFact::Published(fact) = publish(&SupplierScheme::default(), &command).unwrap().remove(0);
        assert_eq!(fact.formula, formula);
    }
}
