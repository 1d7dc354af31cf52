//! From cases to figures, and from figures to a score (P7.3).
//!
//! Figures are whole numbers that are added up; the score follows from them and the scheme alone, so that anybody can compute
//! it again from what is recorded.

use std::collections::BTreeMap;

use events_schema::facts::supplier::Turnover;
use events_schema::facts::supplier_evaluation::{
    EvaluationFigures, EvaluationOutcome, IndicatorFigures, RepeatFigures,
};
use events_schema::facts::supplier_scheme::{
    GravityWeights, ScoreCriterion, ScoreFormula, ScoreIndicator, SupplierSchemePublished,
};
use events_schema::values::{Points, TicketClass};
use events_schema::{Duration, EventId};

use super::EvaluationRefusal;
use crate::refusal::Refused;
use crate::statistics::quantile::Sample;
use crate::statistics::rate::{Incidence, Rate};
use crate::statistics::score::{
    Cases, ComplaintScale, Criterion, Deduction, Indicator, PERIODS, PeriodScore, Scored, by_indicators, over_periods,
    period_score,
};
use crate::supplier_scheme::{SupplierSchemeRefusal, bands};

/// Something that counts for or against a supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// By what it counts.
    pub indicator: ScoreIndicator,
    /// The class of the issue, by which it weighs.
    pub class: Option<TicketClass>,
    /// Whether it was in time, had its effect, or did not come back.
    pub good: bool,
    /// The event from which that follows, to look it up.
    pub event: EventId,
}

/// What is known of a supplier's period beside cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// How many notices were sent to him. A notice is a case of the period in which it was sent, and of no other, whenever its
    /// clocks fall due.
    pub notices: u64,
    /// How long he took for each first response.
    pub responses: Vec<Duration>,
    /// How many parts he delivered.
    pub delivered: Option<u64>,
    /// For how much.
    pub turnover: Option<Turnover>,
    /// What the periods before came to by themselves, the newest first; more than the last eleven do not count.
    pub earlier: Vec<Option<Points>>,
}

/// What cases add up to, each with the weight of its class. A case is known by what it counts by and its event: one that is
/// there twice counts once, and the last one said of it holds.
#[must_use]
pub fn count(cases: &[Case], beside: &Beside, gravity: GravityWeights) -> EvaluationFigures {
    let cases: BTreeMap<_, _> = cases.iter().map(|case| ((case.indicator, case.event), case)).collect();
    let mut figures = EvaluationFigures {
        cases: beside.notices,
        median_response: median(&beside.responses),
        delivered: beside.delivered,
        turnover: beside.turnover,
        earlier: beside.earlier.iter().take(PERIODS - 1).copied().collect(),
        ..EvaluationFigures::default()
    };
    for case in cases.values() {
        match case.indicator {
            ScoreIndicator::Response => add(&mut figures.response, case, gravity),
            ScoreIndicator::Solution => add(&mut figures.solution, case, gravity),
            ScoreIndicator::CorrectiveAction => add(&mut figures.corrective_action, case, gravity),
            ScoreIndicator::Repeats => {
                figures.repeats.of += 1;
                figures.repeats.repeats += u64::from(!case.good);
            }
        }
    }
    figures
}

fn add(to: &mut IndicatorFigures, case: &Case, gravity: GravityWeights) {
    let (good, weight) = (u64::from(case.good), u64::from(gravity.of(case.class)));
    to.due += 1;
    to.weighted_due += weight;
    to.good += good;
    to.weighted_good += good * weight;
}

fn median(durations: &[Duration]) -> Option<Duration> {
    let sample: Sample = durations.iter().map(|duration| duration.as_micros()).collect();
    sample.median().map(Duration::from_micros)
}

/// `1000000 · cases / delivered`: cases per million parts, where it is known how many were delivered (PPM of the points
/// schemes). It is shown beside the score and is no part of it.
#[must_use]
pub fn per_million(figures: &EvaluationFigures) -> Option<f64> {
    Incidence { events: figures.cases, exposed: figures.delivered? }.per_million()
}

/// What figures come to by a scheme: a score with its band, or that there are too few cases or data.
///
/// # Errors
/// If the figures count more than there was, or the scheme is none.
pub fn outcome(figures: &EvaluationFigures, scheme: &SupplierSchemePublished) -> Result<EvaluationOutcome, Refused> {
    let rates = Rates::of(figures)?;
    if figures.cases < scheme.least_cases {
        return Ok(EvaluationOutcome::InsufficientData);
    }
    let Some((score, of_period)) = score(figures, &rates, scheme)? else {
        return Ok(EvaluationOutcome::InsufficientData);
    };
    let bands = bands(&scheme.bands).map_err(SupplierSchemeRefusal::from)?;
    let band = *bands.of(score);
    Ok(EvaluationOutcome::Score { score, of_period, band: band.name.clone(), target: band.target })
}

/// The figures as rates.
struct Rates {
    response: Rate,
    solution: Rate,
    corrective_action: Rate,
    repeats: Rate,
}

impl Rates {
    fn of(figures: &EvaluationFigures) -> Result<Self, EvaluationRefusal> {
        let weighted = |indicator, of: &IndicatorFigures| {
            let counted = Rate::new(of.good, of.due);
            counted
                .and(Rate::new(of.weighted_good, of.weighted_due))
                .map_err(|_| EvaluationRefusal::MoreThanTheWhole(indicator))
        };
        let RepeatFigures { repeats, of } = figures.repeats;
        Ok(Self {
            response: weighted(ScoreIndicator::Response, &figures.response)?,
            solution: weighted(ScoreIndicator::Solution, &figures.solution)?,
            corrective_action: weighted(ScoreIndicator::CorrectiveAction, &figures.corrective_action)?,
            repeats: Rate::new(repeats, of)
                .map_err(|_| EvaluationRefusal::MoreThanTheWhole(ScoreIndicator::Repeats))?,
        })
    }

    /// An indicator from 0, the worst, to 100, the best.
    fn of_hundred(&self, indicator: ScoreIndicator) -> Option<f64> {
        match indicator {
            ScoreIndicator::Response => Some(100.0 * self.response.value()?),
            ScoreIndicator::Solution => Some(100.0 * self.solution.value()?),
            ScoreIndicator::CorrectiveAction => Some(100.0 * self.corrective_action.value()?),
            ScoreIndicator::Repeats => Some(100.0 * (1.0 - self.repeats.value()?)),
        }
    }
}

/// The score, and what the period comes to by itself.
///
/// - `indicators`: `100 · Σ(w·s) / Σw - rate · points` over the indicators with data (the policy's own; open point 12).
/// - `scorecard`: each criterion is `min(highest, 100 · s)`, a period `Σ(criterion · weight) / Σweight`, and the score
///   `Σ w(k)·period_k / Σ w(k)` with `w(k) = 12 - k` over the last twelve periods (ERPNext, supplier scorecard). The period
///   counts as it is recorded, with two places, so that it counts the same once it is an earlier one.
/// - `complaints`: `Q = Qmin + (Qmax - Qmin)·(1 - N·K / (F·U))`, at least Qmin (SAP, vendor evaluation). Without turnover in the
///   currency of the scheme there is none.
fn score(
    figures: &EvaluationFigures,
    rates: &Rates,
    scheme: &SupplierSchemePublished,
) -> Result<Option<(Points, Points)>, SupplierSchemeRefusal> {
    match &scheme.formula {
        ScoreFormula::Indicators { response, solution, corrective_action, repeats } => {
            let indicators = [
                Indicator::of(rates.response, *response),
                Indicator::of(rates.solution, *solution),
                Indicator::of(rates.corrective_action, *corrective_action),
            ];
            let deduction = Deduction { repeats: rates.repeats, points: *repeats };
            let cases = Cases { counted: figures.cases, least: scheme.least_cases };
            Ok(match by_indicators(&indicators, deduction, cases) {
                Scored::InsufficientData => None,
                Scored::Score { score } => Some((score, score)),
            })
        }
        ScoreFormula::Scorecard { criteria } => {
            let criterion = |of: &ScoreCriterion| Criterion::new(rates.of_hundred(of.indicator), of.highest, of.weight);
            let criteria = criteria.iter().map(criterion).collect::<Result<Vec<_>, _>>()?;
            let Some(of_period) = period_score(&criteria)?.map(PeriodScore::rounded) else { return Ok(None) };
            let earlier = figures.earlier.iter().map(|period| period.map(PeriodScore::from));
            let newest_first: Vec<_> = [Some(PeriodScore::from(of_period))].into_iter().chain(earlier).collect();
            Ok(over_periods(&newest_first).map(|score| (score, of_period)))
        }
        ScoreFormula::Complaints { lowest, highest, tolerated, cost_each, currency } => {
            let scale = ComplaintScale::new(*lowest, *highest, *tolerated)?;
            let turnover = figures.turnover.filter(|turnover| turnover.currency == *currency);
            let score = turnover.and_then(|turnover| scale.score(figures.cases, *cost_each, turnover.amount));
            Ok(score.map(|score| (score, score)))
        }
    }
}
