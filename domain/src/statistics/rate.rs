//! Rates, how sure one can be of them, and what changed between two of them.

use std::iter::Sum;
use std::ops::Add;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where 97.5 % of the standard normal distribution lie below: what 95 % in the middle reach to.
const Z: f64 = 1.959_963_984_540_054;

/// So many of so many: a proportion that remembers what it was made of.
///
/// Rates of parts are added to the rate of the whole, part to part and whole to whole. A mean of rates would give a
/// month with two cases the weight of one with two hundred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, JsonSchema)]
pub struct Rate {
    part: u64,
    whole: u64,
}

/// Why two counts are no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{part} cannot be a part of {whole}")]
pub struct MoreThanTheWhole {
    /// What should be a part.
    pub part: u64,
    /// Of what.
    pub whole: u64,
}

/// Two numbers with what lies between them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bounds {
    /// The lower one.
    pub low: f64,
    /// The upper one.
    pub high: f64,
}

/// By how much one rate exceeds another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// The rate after less the rate before, from -1 to 1.
    pub value: f64,
    /// Where the true difference lies, with 95 % confidence. If 0 lies in it, chance alone may have made the
    /// difference.
    pub interval: Bounds,
}

impl Rate {
    /// `part` of `whole`.
    ///
    /// # Errors
    /// If the part is more than the whole. What may happen to one thing more than once is an [`Incidence`].
    pub const fn new(part: u64, whole: u64) -> Result<Self, MoreThanTheWhole> {
        if part <= whole { Ok(Self { part, whole }) } else { Err(MoreThanTheWhole { part, whole }) }
    }

    /// So many that are, beside so many that are not: `met / (met + breached)`.
    #[must_use]
    pub const fn of(are: u64, are_not: u64) -> Self {
        Self { part: are, whole: are.saturating_add(are_not) }
    }

    /// How many are.
    #[must_use]
    pub const fn part(self) -> u64 {
        self.part
    }

    /// Of how many.
    #[must_use]
    pub const fn whole(self) -> u64 {
        self.whole
    }

    /// `part / whole`, from 0 to 1; nothing of nothing is no rate.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.whole > 0).then(|| self.part as f64 / self.whole as f64)
    }

    /// Where the true rate lies, with 95 % confidence: the Wilson score interval (Wilson 1927), without correction for
    /// continuity.
    ///
    /// `(p + z²/2n ± z·sqrt(p·(1 - p)/n + z²/4n²)) / (1 + z²/n)` with z = 1.959963984540054, then cut so that it holds
    /// p and nothing outside 0 to 1, which it does but for the rounding of the last digit.
    #[must_use]
    pub fn wilson_95(self) -> Option<Bounds> {
        let p = self.value()?;
        let n = self.whole as f64;
        let z2 = Z * Z;
        let centre = p + z2 / (2.0 * n);
        let reach = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        let scale = 1.0 + z2 / n;
        let low = ((centre - reach) / scale).min(p).max(0.0);
        let high = ((centre + reach) / scale).max(p).min(1.0);
        Some(Bounds { low, high })
    }

    /// What changed since `before`, where the cases of the two have nothing to do with each other: Newcombe's hybrid
    /// score interval (Newcombe 1998, method 10).
    ///
    /// With the Wilson intervals `a` of this rate p and `b` of the rate q before: `d = p - q`, from
    /// `d - sqrt((p - a.low)² + (b.high - q)²)` to `d + sqrt((a.high - p)² + (q - b.low)²)`, cut at -1 and 1.
    #[must_use]
    pub fn change_since(self, before: Self) -> Option<Difference> {
        let (p, q) = (self.value()?, before.value()?);
        let (a, b) = (self.wilson_95()?, before.wilson_95()?);
        let value = p - q;
        let down = ((p - a.low) * (p - a.low) + (b.high - q) * (b.high - q)).sqrt();
        let up = ((a.high - p) * (a.high - p) + (q - b.low) * (q - b.low)).sqrt();
        let interval = Bounds { low: (value - down).max(-1.0), high: (value + up).min(1.0) };
        Some(Difference { value, interval })
    }
}

impl Add for Rate {
    type Output = Self;

    /// The rate of both together. Counts of things do not reach the end of the numbers; if they did, they would stay
    /// there.
    fn add(self, other: Self) -> Self {
        Self { part: self.part.saturating_add(other.part), whole: self.whole.saturating_add(other.whole) }
    }
}

impl Sum for Rate {
    fn sum<I: Iterator<Item = Self>>(rates: I) -> Self {
        rates.fold(Self::default(), Add::add)
    }
}

/// How often something happened among so many that it could happen to, each of them more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, JsonSchema)]
pub struct Incidence {
    /// How often.
    pub events: u64,
    /// Among how many.
    pub exposed: u64,
}

impl Incidence {
    /// `events / exposed`, 0 or more; what nothing is exposed to has none.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.exposed > 0).then(|| self.events as f64 / self.exposed as f64)
    }

    /// `1000 · events / exposed`: repairs per thousand engines (R/1000).
    #[must_use]
    pub fn per_thousand(self) -> Option<f64> {
        (self.exposed > 0).then(|| 1000.0 * self.events as f64 / self.exposed as f64)
    }

    /// `1000000 · events / exposed`: cases per million parts delivered (PPM).
    #[must_use]
    pub fn per_million(self) -> Option<f64> {
        (self.exposed > 0).then(|| 1_000_000.0 * self.events as f64 / self.exposed as f64)
    }
}

impl Add for Incidence {
    type Output = Self;

    /// The incidence of both together, as [`Rate`]s are added.
    fn add(self, other: Self) -> Self {
        Self { events: self.events.saturating_add(other.events), exposed: self.exposed.saturating_add(other.exposed) }
    }
}

impl Sum for Incidence {
    fn sum<I: Iterator<Item = Self>>(incidences: I) -> Self {
        incidences.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rate(part: u64, whole: u64) -> Rate {
        Rate::new(part, whole).unwrap()
    }

    #[test]
    fn nothing_of_nothing_is_no_rate() {
        let none = Rate::default();
        assert_eq!((none.value(), none.wilson_95()), (None, None));
        assert_eq!((none.change_since(rate(1, 2)), rate(1, 2).change_since(none)), (None, None));
        assert_eq!(Incidence::default().value(), None);
        let unexposed = Incidence { events: 3, exposed: 0 };
        assert_eq!((unexposed.per_thousand(), unexposed.per_million()), (None, None));
        assert_eq!(Incidence { events: 3, exposed: 1_200_000 }.per_million(), Some(2.5));
    }

    #[test]
    fn a_part_is_no_more_than_the_whole() {
        assert_eq!(Rate::new(3, 2), Err(MoreThanTheWhole { part: 3, whole: 2 }));
        assert_eq!(Rate::of(3, 2), rate(3, 5));
    }

    #[test]
    fn a_sum_of_rates_is_no_mean_of_them() {
        let year: Rate = [rate(1, 2), rate(198, 200)].into_iter().sum();
        assert_eq!((year, year.value()), (rate(199, 202), Some(199.0 / 202.0)));
        let year: Incidence = [(3, 2), (4, 5)].map(|(events, exposed)| Incidence { events, exposed }).into_iter().sum();
        assert_eq!((year.value(), year.per_thousand()), (Some(1.0), Some(1000.0)));
    }

    /// Computed in Python in the documented order, so equal to the last digit.
    #[test]
    fn another_language_gets_the_same_last_digit() {
        for (part, whole, low, high) in [
            (9, 10, 0.5958499732047616, 0.9821237869049271),
            (90, 100, 0.8256343384950866, 0.9447708629393249),
            (0, 5, 0.0, 0.43448246478317476),
            (5, 5, 0.5655175352168252, 1.0),
            (1, 3, 0.061491944720396215, 0.7923403991979523),
        ] {
            assert_eq!(rate(part, whole).wilson_95(), Some(Bounds { low, high }), "{part} of {whole}");
        }
    }

    #[test]
    fn the_interval_of_a_rate_is_as_published() {
        let percent =
            |rate: Rate| rate.wilson_95().map(|Bounds { low, high }| format!("{:.1} {:.1}", low * 100.0, high * 100.0));
        assert_eq!(percent(rate(9, 10)).unwrap(), "59.6 98.2");
        assert_eq!(percent(rate(90, 100)).unwrap(), "82.6 94.5");
    }

    /// Cases of Newcombe's comparison of methods, with what it gives for method 10.
    #[test]
    fn the_interval_of_a_difference_is_as_published() {
        for (before, after, expected) in [
            ((48, 80), (56, 70), "0.2000: 0.0524 to 0.3339"),
            ((3, 10), (9, 10), "0.6000: 0.1705 to 0.8090"),
            ((2, 7), (6, 7), "0.5714: 0.0582 to 0.8062"),
            ((0, 29), (5, 56), "0.0893: -0.0381 to 0.1926"),
            ((0, 10), (0, 10), "0.0000: -0.2775 to 0.2775"),
            ((0, 20), (10, 10), "1.0000: 0.6791 to 1.0000"),
            ((0, 10), (10, 10), "1.0000: 0.6075 to 1.0000"),
        ] {
            let (before, after) = (rate(before.0, before.1), rate(after.0, after.1));
            let Difference { value, interval } = after.change_since(before).unwrap();
            assert_eq!(format!("{value:.4}: {:.4} to {:.4}", interval.low, interval.high), expected);
        }
    }

    fn any_rate() -> impl Strategy<Value = Rate> {
        let counts = prop_oneof![0_u64..50, 0_u64..1_000_000, 0..=u64::MAX / 4];
        (counts.clone(), counts).prop_map(|(are, are_not)| Rate::of(are, are_not))
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_rate_and_stays_between_nothing_and_all(rate in any_rate()) {
            prop_assert_eq!(rate.value().is_some(), rate.wilson_95().is_some());
            if let Some((p, Bounds { low, high })) = rate.value().zip(rate.wilson_95()) {
                prop_assert!(0.0 <= low && low <= p && p <= high && high <= 1.0, "{} {} {}", low, p, high);
            }
        }

        #[test]
        fn a_change_lies_in_its_interval_and_turns_round_with_its_rates(before in any_rate(), after in any_rate()) {
            if let Some((there, back)) = after.change_since(before).zip(before.change_since(after)) {
                let Bounds { low, high } = there.interval;
                prop_assert!(-1.0 <= low && low <= there.value && there.value <= high && high <= 1.0);
                prop_assert_eq!((there.value, low, high), (-back.value, -back.interval.high, -back.interval.low));
            }
        }

        #[test]
        fn a_sum_of_rates_lies_between_the_lowest_and_the_highest(
            counts in prop::collection::vec((0_u64..1_000, 0_u64..1_000), 1..20),
        ) {
            let rates: Vec<Rate> = counts.into_iter().map(|(are, are_not)| Rate::of(are, are_not)).collect();
            let values: Vec<f64> = rates.iter().filter_map(|rate| rate.value()).collect();
            let sum = rates.iter().copied().sum::<Rate>().value();
            prop_assert_eq!(sum.is_some(), !values.is_empty());
            if let Some(sum) = sum {
                prop_assert!(values.iter().any(|value| *value <= sum) && values.iter().any(|value| *value >= sum));
            }
        }
    }
}
