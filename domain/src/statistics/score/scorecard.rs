//! The score over periods of ERPNext's supplier scorecard, in which the newest counts most (P7.3).
//!
//! Three things are otherwise: what has no value is left out instead of counting as 0, no period at all gives no score
//! instead of 100, and nothing is rounded before the end.

use events_schema::values::Points;

use super::points;

/// How many periods count: the newest with 12 twelfths, the one before with 11, and so on.
pub const PERIODS: usize = 12;

/// What counts in one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Criterion {
    score: Option<f64>,
    weight: u32,
}

/// Why something is no criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotACriterion {
    /// No number.
    #[error("what a criterion comes to is not a number")]
    NotANumber,
    /// Beyond the scale.
    #[error("{0} is no highest score of a criterion: it lies between 1 and 100")]
    HighestScore(u32),
}

/// Why criteria are none of one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the weights add up to {0}, not to 100")]
pub struct WeightsDoNotAddUp(pub u64);

/// What a period comes to, from 0 to 100, not rounded.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct PeriodScore(f64);

impl Criterion {
    /// What its formula comes to, held between 0 and the highest score: `min(highest, max(0, value))`. `None` where the
    /// formula lacks data.
    ///
    /// # Errors
    /// If the value is no number, or the highest score lies beyond 100.
    pub fn new(value: Option<f64>, highest: u32, weight: u32) -> Result<Self, NotACriterion> {
        if !(1..=100).contains(&highest) {
            return Err(NotACriterion::HighestScore(highest));
        }
        match value {
            Some(value) if value.is_nan() => Err(NotACriterion::NotANumber),
            Some(value) => Ok(Self { score: Some(value.max(0.0).min(f64::from(highest))), weight }),
            None => Ok(Self { score: None, weight }),
        }
    }
}

impl PeriodScore {
    /// A score that comes from elsewhere.
    #[must_use]
    pub fn new(score: f64) -> Option<Self> {
        (0.0..=100.0).contains(&score).then_some(Self(score))
    }

    /// The number.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.0
    }

    /// The number, rounded to two places: as it is recorded.
    #[must_use]
    pub fn rounded(self) -> Points {
        points(&format!("{:.2}", self.0))
    }
}

/// As it was recorded.
impl From<Points> for PeriodScore {
    fn from(points: Points) -> Self {
        // A number of points is a decimal with two places, which a double takes in as it is written.
        Self(points.to_string().parse().unwrap_or_default())
    }
}

/// `Σ(criterion · weight) / Σweight` over the criteria with a value; where all have one, that is ERPNext's
/// `Σ(criterion · weight) / 100`. None has a value, or those that have weigh nothing: no score.
///
/// # Errors
/// If the weights of all criteria do not add up to 100.
pub fn period_score(criteria: &[Criterion]) -> Result<Option<PeriodScore>, WeightsDoNotAddUp> {
    let all: u64 = criteria.iter().map(|one| u64::from(one.weight)).sum();
    if all != 100 {
        return Err(WeightsDoNotAddUp(all));
    }
    let with_value = criteria.iter().filter_map(|one| Some((f64::from(one.weight), one.score?)));
    let (weighted, weights) = with_value
        .fold((0.0, 0.0), |(weighted, weights), (weight, score)| (weighted + score * weight, weights + weight));
    Ok((weights > 0.0).then(|| PeriodScore(weighted / weights)))
}

/// `Σ w(k)·period_k / Σ w(k)`, rounded to one place, with `w(k) = max(0, min(1, (12 - k) / 12))` and k = 0 for the
/// newest period, which stands first. The twelfths are left out of both sums, so that weights are whole numbers.
///
/// A period without a score keeps its place and its weight is left out. If no period of the last twelve has one, there
/// is none.
#[must_use]
pub fn over_periods(newest_first: &[Option<PeriodScore>]) -> Option<Points> {
    let weighed = (1..=PERIODS as u32).rev().map(f64::from).zip(newest_first);
    let with_score = weighed.filter_map(|(weight, period)| Some((weight, period.as_ref()?.0)));
    let (weighted, weights) = with_score
        .fold((0.0, 0.0), |(weighted, weights), (weight, score)| (weighted + weight * score, weights + weight));
    (weights > 0.0).then(|| points(&format!("{:.1}", weighted / weights)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn over(newest_first: &[Option<f64>]) -> Option<String> {
        let periods: Vec<Option<PeriodScore>> =
            newest_first.iter().map(|score| score.map(|score| PeriodScore::new(score).unwrap())).collect();
        over_periods(&periods).map(|score| score.to_string())
    }

    fn period(criteria: &[(Option<f64>, u32, u32)]) -> Result<Option<f64>, WeightsDoNotAddUp> {
        let criterion = |(value, highest, weight): &(_, _, _)| Criterion::new(*value, *highest, *weight).unwrap();
        let criteria: Vec<Criterion> = criteria.iter().map(criterion).collect();
        period_score(&criteria).map(|score| score.map(PeriodScore::value))
    }

    #[test]
    fn the_newest_period_counts_most() {
        assert_eq!(over(&[60.0, 90.0, 90.0, 90.0].map(Some)).unwrap(), "81.4");
        assert_eq!(over(&[90.0, 90.0, 90.0, 60.0].map(Some)).unwrap(), "83.6");
        assert_eq!(over(&[Some(60.0)]).unwrap(), "60.0");
        assert_eq!(over(&[Some(100.0); 40]).unwrap(), "100.0");
    }

    #[test]
    fn a_period_counts_again_as_it_was_recorded() {
        let third = PeriodScore::new(200.0 / 3.0).unwrap().rounded();
        assert_eq!((third.to_string().as_str(), PeriodScore::from(third).value()), ("66.67", 66.67));
        assert_eq!(PeriodScore::from("100".parse::<Points>().unwrap()).value(), 100.0);
    }

    #[test]
    fn no_period_is_no_score() {
        assert_eq!(over(&[]), None);
        assert_eq!(over(&[None; 4]), None);
        let old = [None; PERIODS].into_iter().chain([Some(90.0)]).collect::<Vec<_>>();
        assert_eq!(over(&old), None, "a year is over");
        assert_eq!(over(&[None, Some(80.0), None, Some(60.0)]).unwrap(), "71.0", "(11 · 80 + 9 · 60) / 20");
    }

    #[test]
    fn a_criterion_is_held_between_nothing_and_the_highest() {
        let of = |value, highest| period(&[(Some(value), highest, 100)]).unwrap().unwrap();
        assert_eq!([of(-3.0, 100), of(42.5, 100), of(130.0, 100), of(60.0, 50)], [0.0, 42.5, 100.0, 50.0]);
        assert_eq!([of(f64::NEG_INFINITY, 100), of(f64::INFINITY, 100)], [0.0, 100.0]);
        assert_eq!(Criterion::new(Some(f64::NAN), 100, 1), Err(NotACriterion::NotANumber));
        assert_eq!(Criterion::new(None, 101, 1), Err(NotACriterion::HighestScore(101)));
    }

    #[test]
    fn a_period_weighs_what_has_a_value() {
        assert_eq!(period(&[(Some(80.0), 100, 60), (Some(50.0), 100, 40)]), Ok(Some(68.0)));
        assert_eq!(period(&[(Some(80.0), 100, 60), (None, 100, 40)]), Ok(Some(80.0)));
        assert_eq!(period(&[(None, 100, 60), (None, 100, 40)]), Ok(None));
        assert_eq!(period(&[(Some(80.0), 100, 0), (None, 100, 100)]), Ok(None));
        assert_eq!(period(&[(Some(80.0), 100, 60), (Some(50.0), 100, 41)]), Err(WeightsDoNotAddUp(101)));
        assert_eq!(period(&[]), Err(WeightsDoNotAddUp(0)));
    }

    proptest! {
        #[test]
        fn a_score_lies_between_the_worst_and_the_best_period(scores in prop::collection::vec(0.0..=100.0, 1..=12)) {
            let periods: Vec<_> = scores.iter().map(|score| PeriodScore::new(*score)).collect();
            let score: f64 = over_periods(&periods).unwrap().to_string().parse().unwrap();
            let lowest = scores.iter().copied().fold(100.0, f64::min);
            let highest = scores.iter().copied().fold(0.0, f64::max);
            prop_assert!(lowest - 0.051 < score && score < highest + 0.051);
        }
    }
}
