//! The score of the policy's own indicators (P7.3: response, solution, corrective action; P4.3.a).

use events_schema::values::Points;
use schemars::JsonSchema;
use serde::Serialize;

use super::points;
use crate::statistics::rate::Rate;

/// What counts for a score, and how much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indicator {
    value: Option<f64>,
    weight: u32,
}

/// Why a number is no indicator.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{0} is no indicator: it lies between 0 and 1")]
pub struct NotAnIndicator(pub f64);

impl Indicator {
    /// A value from 0, the worst, to 1, the best; `None` where there is no data. Weights count in relation to each
    /// other.
    ///
    /// # Errors
    /// If the value does not lie there.
    pub fn new(value: Option<f64>, weight: u32) -> Result<Self, NotAnIndicator> {
        match value {
            Some(value) if !(0.0..=1.0).contains(&value) => Err(NotAnIndicator(value)),
            Some(_) | None => Ok(Self { value, weight }),
        }
    }

    /// A rate, the higher the better; one of nothing is no data.
    #[must_use]
    pub fn of(rate: Rate, weight: u32) -> Self {
        Self { value: rate.value(), weight }
    }
}

/// What is taken off a score for what came back: the rate times the points. Without data nothing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Deduction {
    /// How much of what was done had to be done again.
    pub repeats: Rate,
    /// How many points it costs if everything comes back.
    pub points: u32,
}

/// What a score rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cases {
    /// How many there were.
    pub counted: u64,
    /// How many there must be.
    pub least: u64,
}

/// A score, if it can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Scored {
    /// 数据不足: too few cases, or no indicator that counts has data. There is no band either.
    InsufficientData,
    /// With two places.
    Score {
        /// The score.
        score: Points,
    },
}

/// `100 · Σ(w·s) / Σw - rate · points`, at least 0, rounded to two places: the weighted mean of the indicators with
/// data, in their order (as SAP's vendor evaluation weighs its criteria), less the deduction. An indicator without data
/// is neither good nor bad: its weight is left out of both sums.
#[must_use]
pub fn by_indicators(indicators: &[Indicator], deduction: Deduction, cases: Cases) -> Scored {
    let with_data = indicators.iter().filter_map(|one| Some((f64::from(one.weight), one.value?)));
    let (weighted, weights) = with_data
        .fold((0.0, 0.0), |(weighted, weights), (weight, value)| (weighted + weight * value, weights + weight));
    if cases.counted < cases.least || weights == 0.0 {
        return Scored::InsufficientData;
    }
    let taken_off = deduction.repeats.value().unwrap_or(0.0) * f64::from(deduction.points);
    let score = (100.0 * weighted / weights - taken_off).max(0.0);
    Scored::Score { score: points(&format!("{score:.2}")) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ENOUGH: Cases = Cases { counted: 5, least: 5 };

    fn score(indicators: &[(Option<f64>, u32)], deduction: Deduction, cases: Cases) -> Option<String> {
        let indicators: Vec<Indicator> =
            indicators.iter().map(|(value, weight)| Indicator::new(*value, *weight).unwrap()).collect();
        match by_indicators(&indicators, deduction, cases) {
            Scored::InsufficientData => None,
            Scored::Score { score } => Some(score.to_string()),
        }
    }

    fn deduction(repeats: u64, of: u64, points: u32) -> Deduction {
        Deduction { repeats: Rate::new(repeats, of).unwrap(), points }
    }

    #[test]
    fn indicators_without_data_do_not_count() {
        let none = Deduction::default();
        let all = [(Some(0.9), 1), (Some(0.8), 1), (Some(0.4), 2)];
        assert_eq!(score(&all, none, ENOUGH).unwrap(), "62.50");
        assert_eq!(score(&[(Some(0.9), 1), (Some(0.8), 1), (None, 2)], none, ENOUGH).unwrap(), "85.00");
        assert_eq!(score(&[(Some(1.0), 7), (Some(1.0), 3)], none, ENOUGH).unwrap(), "100.00");
        assert_eq!(score(&[(Some(1.0), 1), (Some(0.5), 1), (Some(0.5), 1)], none, ENOUGH).unwrap(), "66.67");
        assert_eq!(Indicator::of(Rate::new(9, 10).unwrap(), 3), Indicator::new(Some(0.9), 3).unwrap());
        assert_eq!(Indicator::of(Rate::default(), 3), Indicator::new(None, 3).unwrap());
    }

    #[test]
    fn what_comes_back_is_taken_off_down_to_nothing() {
        let good = [(Some(0.9), 1)];
        assert_eq!(score(&good, deduction(1, 4, 20), ENOUGH).unwrap(), "85.00");
        assert_eq!(score(&good, deduction(4, 4, 95), ENOUGH).unwrap(), "0.00");
        assert_eq!(score(&good, deduction(0, 0, 95), ENOUGH).unwrap(), "90.00");
    }

    #[test]
    fn too_little_data_is_no_score() {
        let few = Cases { counted: 4, least: 5 };
        let none = Deduction::default();
        assert_eq!(score(&[(Some(1.0), 1)], none, few), None);
        assert_eq!(score(&[(None, 1)], none, ENOUGH), None);
        assert_eq!(score(&[(Some(1.0), 0), (None, 1)], none, ENOUGH), None);
        assert_eq!(score(&[], none, Cases { counted: 0, least: 0 }), None);
    }

    #[test]
    fn an_indicator_lies_between_nothing_and_all() {
        for wrong in [-0.01, 1.01, f64::INFINITY] {
            assert_eq!(Indicator::new(Some(wrong), 1), Err(NotAnIndicator(wrong)));
        }
        assert!(Indicator::new(Some(f64::NAN), 1).is_err());
    }

    proptest! {
        #[test]
        fn a_score_lies_between_the_worst_and_the_best_indicator(
            indicators in prop::collection::vec((0.0..=1.0, 1_u32..=10_000), 1..9),
        ) {
            let weighed: Vec<Indicator> =
                indicators.iter().map(|(value, weight)| Indicator::new(Some(*value), *weight).unwrap()).collect();
            let Scored::Score { score } = by_indicators(&weighed, Deduction::default(), ENOUGH) else {
                return Err(TestCaseError::fail("there is data"));
            };
            let score: f64 = score.to_string().parse().unwrap();
            let lowest = indicators.iter().map(|(value, _)| *value).fold(1.0, f64::min);
            let highest = indicators.iter().map(|(value, _)| *value).fold(0.0, f64::max);
            prop_assert!(100.0 * lowest - 0.006 < score && score < 100.0 * highest + 0.006);
        }

        #[test]
        fn any_deduction_leaves_a_score(value in 0.0..=1.0, repeats in 0_u64..9, others in 0_u64..9, points: u32) {
            let deduction = Deduction { repeats: Rate::of(repeats, others), points };
            let score = by_indicators(&[Indicator::new(Some(value), 1).unwrap()], deduction, ENOUGH);
            prop_assert_ne!(score, Scored::InsufficientData);
        }
    }
}
