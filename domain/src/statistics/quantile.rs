//! Quantiles and means of whole numbers, such as durations in microseconds.

use std::iter::Sum;
use std::ops::Add;

use schemars::JsonSchema;
use serde::Serialize;

/// How many per cent of the values are to be no more, from 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percentile(u8);

impl Percentile {
    /// 中位数: half of the values are no more.
    pub const MEDIAN: Self = Self(50);
    /// Nine of ten values are no more.
    pub const P90: Self = Self(90);
    /// 99 of a hundred values are no more.
    pub const P99: Self = Self(99);

    /// A whole number of per cent from 1 to 100.
    #[must_use]
    pub fn new(percent: u8) -> Option<Self> {
        (1..=100).contains(&percent).then_some(Self(percent))
    }
}

/// Whole numbers in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sample(Vec<i64>);

impl FromIterator<i64> for Sample {
    fn from_iter<I: IntoIterator<Item = i64>>(values: I) -> Self {
        let mut values: Vec<i64> = values.into_iter().collect();
        values.sort_unstable();
        Self(values)
    }
}

impl Sample {
    /// The values, the smallest first.
    #[must_use]
    pub fn values(&self) -> &[i64] {
        &self.0
    }

    /// The nearest-rank quantile (the inverse of the empirical distribution; type 1 of Hyndman and Fan 1996): of n
    /// values in order the one at rank `⌈percent · n / 100⌉`. It is always one of the values, never between two.
    ///
    /// The same in SQL: `ORDER BY value LIMIT 1 OFFSET (percent * n + 99) / 100 - 1`.
    #[must_use]
    pub fn quantile(&self, at: Percentile) -> Option<i64> {
        let rank = (self.0.len() as u128 * u128::from(at.0)).div_ceil(100);
        self.0.get((rank as usize).checked_sub(1)?).copied()
    }

    /// The median by nearest rank: of an even number of values the lower one in the middle.
    #[must_use]
    pub fn median(&self) -> Option<i64> {
        self.quantile(Percentile::MEDIAN)
    }

    /// The mean of the values.
    #[must_use]
    pub fn mean(&self) -> Mean {
        self.0.iter().copied().collect()
    }
}

/// A mean that remembers what it was made of. Means of parts are added to the mean of the whole, as
/// [`Rate`](super::rate::Rate)s are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, JsonSchema)]
pub struct Mean {
    sum: i128,
    count: u64,
}

impl Mean {
    /// What the values add up to, exactly.
    #[must_use]
    pub const fn sum(self) -> i128 {
        self.sum
    }

    /// How many there are.
    #[must_use]
    pub const fn count(self) -> u64 {
        self.count
    }

    /// `sum / count`, each made a double first; no values have no mean.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64)
    }
}

impl FromIterator<i64> for Mean {
    fn from_iter<I: IntoIterator<Item = i64>>(values: I) -> Self {
        values.into_iter().map(|value| Self { sum: value.into(), count: 1 }).sum()
    }
}

impl Add for Mean {
    type Output = Self;

    /// The mean of both together. As many values as could be too many for the sum have no room anywhere.
    fn add(self, other: Self) -> Self {
        Self { sum: self.sum.saturating_add(other.sum), count: self.count.saturating_add(other.count) }
    }
}

impl Sum for Mean {
    fn sum<I: Iterator<Item = Self>>(means: I) -> Self {
        means.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_values_have_no_quantile_and_no_mean() {
        let none = Sample::default();
        assert_eq!((none.median(), none.quantile(Percentile::P99), none.mean().value()), (None, None, None));
        assert_eq!((Percentile::new(0), Percentile::new(101)), (None, None));
    }

    /// The example by which the nearest rank is commonly told: 15, 20, 35, 40, 50.
    #[test]
    fn a_quantile_is_at_the_nearest_rank() {
        let sample: Sample = [50, 15, 40, 20, 35].into_iter().collect();
        let at = |percent| sample.quantile(Percentile::new(percent).unwrap()).unwrap();
        assert_eq!([5, 20, 21, 30, 40, 41, 50, 100].map(at), [15, 15, 20, 20, 20, 35, 35, 50]);
        let hundred: Sample = (1..=100).collect();
        let found = [Percentile::MEDIAN, Percentile::P90, Percentile::P99].map(|at| hundred.quantile(at));
        assert_eq!(found, [Some(50), Some(90), Some(99)]);
        assert_eq!([-3].into_iter().collect::<Sample>().quantile(Percentile::P99), Some(-3));
    }

    #[test]
    fn a_mean_is_a_ratio_of_sums() {
        let (few, many): (Mean, Mean) = ([2].into_iter().collect(), [6, 7, 9].into_iter().collect());
        let both = few + many;
        assert_eq!((both.sum(), both.count(), both.value()), (24, 4, Some(6.0)));
        let far: Mean = [i64::MAX, i64::MAX, i64::MIN, i64::MIN].into_iter().collect();
        assert_eq!((far.sum(), far.value()), (-2, Some(-0.5)));
    }

    proptest! {
        #[test]
        fn a_quantile_is_a_value_with_enough_values_on_either_side(
            values in prop::collection::vec(-50_i64..50, 1..60), percent in 1_u8..=100,
        ) {
            let sample: Sample = values.iter().copied().collect();
            let found = sample.quantile(Percentile::new(percent).unwrap()).unwrap();
            prop_assert!(values.contains(&found));
            let (n, percent) = (values.len(), usize::from(percent));
            let no_more = values.iter().filter(|value| **value <= found).count();
            let less = values.iter().filter(|value| **value < found).count();
            prop_assert!(no_more * 100 >= percent * n && less * 100 < percent * n);
        }

        #[test]
        fn a_mean_lies_between_the_smallest_and_the_largest(values in prop::collection::vec(-1_000_i64..1_000, 1..60)) {
            let sample: Sample = values.into_iter().collect();
            let (mean, values) = (sample.mean().value().unwrap(), sample.values());
            prop_assert!(values[0] as f64 <= mean && mean <= values[values.len() - 1] as f64);
        }
    }
}
