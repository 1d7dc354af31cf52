use std::collections::BTreeSet;

use events_schema::facts::corrective_action::ActionLevel;
use events_schema::facts::supplier_scheme::{
    GateWithin, GatesByLevel, GravityWeights, ScoreBand, ScoreCriterion, ScoreFormula, SupplierSchemeFact,
    SupplierSchemePublished,
};
use events_schema::{CommandId, Duration, PeriodKind, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{SupplierScheme, SupplierSchemeRefusal, bands, gates_of, supplier_scheme_id};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::statistics::score::{ComplaintScale, Criterion, period_score};

/// Publishes a version of the scheme by which suppliers are evaluated (P7.3). What was scored before keeps its version; what is
/// asked for from now on has the new gates.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishSupplierScheme {
    /// How long a period is.
    pub period: PeriodKind,
    /// How a score is computed.
    pub formula: ScoreFormula,
    /// How much a case counts by its class.
    pub gravity: GravityWeights,
    /// Fewer cases than these are too few for a score; at most 10,000.
    pub least_cases: u64,
    /// The bands, the lowest first, from 0 on; at most 20.
    pub bands: Vec<ScoreBand>,
    /// The usual gates of corrective actions.
    pub gates: GatesByLevel,
    /// So many answers of a corrective action are returned before it becomes graver; at most 100.
    pub raised_after: u32,
}

/// The largest weight.
pub(super) const HEAVIEST: u32 = 10_000;
/// The most cases that a score may need.
const MOST_CASES: u64 = 10_000;
/// The most bands.
const MOST_BANDS: usize = 20;
/// The most that is returned before something follows.
const MOST_RETURNED: u32 = 100;
/// How long a gate may take.
const WITHIN: std::ops::RangeInclusive<Duration> = Duration::from_minutes(1)..=Duration::from_hours(365 * 24);

impl Decide<SupplierScheme> for PublishSupplierScheme {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(supplier_scheme_id().stream())
    }

    fn decide(&self, state: &SupplierScheme, _: &Context<'_>) -> Result<Vec<SupplierSchemeFact>, Refused> {
        let version = state.in_force().map_or(0, |scheme| scheme.version) + 1;
        let scheme = SupplierSchemePublished {
            version,
            period: self.period,
            formula: self.formula.clone(),
            gravity: self.gravity,
            least_cases: self.least_cases,
            bands: self.bands.clone(),
            gates: self.gates.clone(),
            raised_after: self.raised_after,
        };
        check(&scheme)?;
        Ok(vec![scheme.into()])
    }
}

fn check(scheme: &SupplierSchemePublished) -> Result<(), SupplierSchemeRefusal> {
    check_formula(&scheme.formula)?;
    let GravityWeights { general, important, emergency } = scheme.gravity;
    check_weights("gravity", &[general, important, emergency])?;
    if scheme.least_cases > MOST_CASES {
        return Err(SupplierSchemeRefusal::LeastCases(scheme.least_cases));
    }
    check_bands(&scheme.bands)?;
    for level in [ActionLevel::Minor, ActionLevel::Major, ActionLevel::Critical] {
        check_gates(level, gates_of(scheme, level))?;
    }
    if !(1..=MOST_RETURNED).contains(&scheme.raised_after) {
        return Err(SupplierSchemeRefusal::RaisedAfter(scheme.raised_after));
    }
    Ok(())
}

fn check_formula(formula: &ScoreFormula) -> Result<(), SupplierSchemeRefusal> {
    match formula {
        ScoreFormula::Indicators { response, solution, corrective_action, repeats } => {
            check_weights("indicators", &[*response, *solution, *corrective_action])?;
            if *repeats > 100 { Err(SupplierSchemeRefusal::Repeats(*repeats)) } else { Ok(()) }
        }
        ScoreFormula::Scorecard { criteria } => check_criteria(criteria),
        ScoreFormula::Complaints { lowest, highest, tolerated, .. } => {
            ComplaintScale::new(*lowest, *highest, *tolerated)?;
            Ok(())
        }
    }
}

fn check_weights(of: &'static str, weights: &[u32]) -> Result<(), SupplierSchemeRefusal> {
    match weights.iter().max() {
        Some(heaviest) if *heaviest > HEAVIEST => Err(SupplierSchemeRefusal::TooHeavy { of, weight: *heaviest }),
        Some(1..) => Ok(()),
        Some(0) | None => Err(SupplierSchemeRefusal::NoWeight(of)),
    }
}

fn check_criteria(criteria: &[ScoreCriterion]) -> Result<(), SupplierSchemeRefusal> {
    let mut seen = BTreeSet::new();
    if let Some(twice) = criteria.iter().find(|of| !seen.insert(of.indicator)) {
        return Err(SupplierSchemeRefusal::CriterionTwice(twice.indicator));
    }
    // Nothing was counted yet: what is asked is whether highest scores and weights are any.
    let empty = criteria.iter().map(|of| Criterion::new(None, of.highest, of.weight));
    period_score(&empty.collect::<Result<Vec<_>, _>>()?)?;
    Ok(())
}

fn check_bands(of: &[ScoreBand]) -> Result<(), SupplierSchemeRefusal> {
    if of.len() > MOST_BANDS {
        return Err(SupplierSchemeRefusal::TooManyBands(of.len()));
    }
    bands(of)?;
    match of.windows(2).find(|pair| pair[1].target > pair[0].target) {
        Some(pair) => Err(SupplierSchemeRefusal::TargetsCross { lower: pair[0].from, higher: pair[1].from }),
        None => Ok(()),
    }
}

fn check_gates(level: ActionLevel, gates: &[GateWithin]) -> Result<(), SupplierSchemeRefusal> {
    if gates.is_empty() {
        return Err(SupplierSchemeRefusal::NoGates(level));
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = gates.iter().find(|of| !seen.insert(of.gate)) {
        return Err(SupplierSchemeRefusal::GateTwice { level, gate: twice.gate });
    }
    match gates.iter().find(|of| !WITHIN.contains(&of.within)) {
        Some(wrong) => Err(SupplierSchemeRefusal::GateTime { level, gate: wrong.gate }),
        None => Ok(()),
    }
}
