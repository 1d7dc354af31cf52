//! The score by what complaints cost, in relation to turnover, of SAP's vendor evaluation (complaints level; P7.3).

use events_schema::facts::responsibility::Share;
use events_schema::values::{Amount, Points};
use rust_decimal::Decimal;

use super::points;

/// From where to where the score reaches, and which share of turnover takes all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComplaintScale {
    lowest: Points,
    highest: Points,
    tolerated: Share,
}

/// Why two scores are no scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a score cannot fall from {highest} to {lowest}")]
pub struct NotAScale {
    /// What there is to lose.
    pub highest: Points,
    /// What is left at least.
    pub lowest: Points,
}

impl ComplaintScale {
    /// A score that falls from the highest, without complaints, to the lowest, where they cost the tolerated share of
    /// turnover or more. The share is a part of all: `10 %` is the 0.1 of the formula.
    ///
    /// # Errors
    /// If the lowest score is more than the highest.
    pub fn new(lowest: Points, highest: Points, tolerated: Share) -> Result<Self, NotAScale> {
        if lowest <= highest { Ok(Self { lowest, highest, tolerated }) } else { Err(NotAScale { highest, lowest }) }
    }

    /// `Q = Qmin + (Qmax - Qmin)·(1 - N·K / (F·U))`, at least Qmin, rounded to two places: N complaints that cost K
    /// each, the tolerated share F of the turnover U, both amounts in one currency. Who delivers much is not punished
    /// for it. Without turnover there is nothing to relate to, and no score.
    #[must_use]
    pub fn score(&self, complaints: u64, cost_each: Amount, turnover: Amount) -> Option<Points> {
        let (lowest, highest) = (self.lowest.as_decimal(), self.highest.as_decimal());
        let tolerated = Decimal::new(self.tolerated.hundredths().into(), 4) * turnover.as_decimal();
        if tolerated.is_zero() {
            return None;
        }
        // What is too large for a decimal is more than any turnover.
        let cost = Decimal::from(complaints).checked_mul(cost_each.as_decimal()).filter(|cost| *cost < tolerated);
        let score = cost.map_or(lowest, |cost| lowest + (highest - lowest) * (Decimal::ONE - cost / tolerated));
        Some(points(&score.round_dp(2).to_string()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scale(lowest: &str, highest: &str, tolerated: &str) -> ComplaintScale {
        ComplaintScale::new(lowest.parse().unwrap(), highest.parse().unwrap(), tolerated.parse().unwrap()).unwrap()
    }

    fn score(scale: ComplaintScale, complaints: u64, cost_each: &str, turnover: &str) -> Option<String> {
        let score = scale.score(complaints, cost_each.parse().unwrap(), turnover.parse().unwrap());
        score.map(|score| score.as_decimal().normalize().to_string())
    }

    #[test]
    fn complaints_cost_in_relation_to_turnover() {
        let scale = scale("1", "100", "10");
        let by_complaints = |complaints| score(scale, complaints, "500", "1000000").unwrap();
        assert_eq!([0, 10, 199, 200, 201, u64::MAX].map(by_complaints), ["100", "95.05", "1.5", "1", "1", "1"]);
        assert_eq!(score(scale, 10, "500", "10000000").unwrap(), "99.5", "99.505, half to even");
        assert_eq!(score(scale, u64::MAX, "999999999999.9999", "0.0001").unwrap(), "1");
        assert_eq!(score(scale, 3, "0", "0.01").unwrap(), "100");
    }

    #[test]
    fn without_turnover_there_is_no_score() {
        assert_eq!(score(scale("1", "100", "10"), 0, "500", "0"), None);
        assert_eq!(score(scale("1", "100", "10"), 10, "500", "0.00"), None);
    }

    #[test]
    fn a_scale_falls() {
        let (low, high): (Points, Points) = ("1".parse().unwrap(), "100".parse().unwrap());
        let tolerated = "10".parse().unwrap();
        assert_eq!(ComplaintScale::new(high, low, tolerated), Err(NotAScale { highest: low, lowest: high }));
    }

    proptest! {
        #[test]
        fn a_score_stays_on_its_scale_and_falls_with_complaints(
            complaints in 0_u64..1_000, cost in 0_u64..10_000, turnover in 1_u64..1_000_000_000, share in 1_u32..=100,
        ) {
            let scale = scale("12.5", "90", &share.to_string());
            let (cost, turnover) = (cost.to_string().parse().unwrap(), turnover.to_string().parse().unwrap());
            let score = |complaints| scale.score(complaints, cost, turnover).unwrap();
            prop_assert!(scale.lowest <= score(complaints) && score(complaints) <= scale.highest);
            prop_assert!(score(complaints + 1) <= score(complaints));
        }
    }
}
