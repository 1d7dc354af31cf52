//! Stretches of time and sets of them: half-open, in UTC, exact to the microsecond.
//!
//! Opening hours and pauses are both sets of instants, so every clock is a union, a difference and a measure of such
//! sets. No function here can fail, and none costs more than sorting its input.

use std::iter;

use events_schema::{Duration, Timestamp};

/// The last instant that can be written. An interval that ends here is open-ended: nobody knows its end yet.
pub const END_OF_TIME: Timestamp = Timestamp::from_micros(i64::MAX);

/// A stretch of time that holds `from` and does not hold `to`. It is never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    from: Timestamp,
    to: Timestamp,
}

impl Interval {
    /// The stretch from `from` until just before `to`, or nothing if no instant lies in it.
    #[must_use]
    pub fn new(from: Timestamp, to: Timestamp) -> Option<Self> {
        (from < to).then_some(Self { from, to })
    }

    /// The stretch that begins at `from` and has no known end.
    #[must_use]
    pub fn open_ended(from: Timestamp) -> Option<Self> {
        Self::new(from, END_OF_TIME)
    }

    /// The first instant in it.
    #[must_use]
    pub const fn from(self) -> Timestamp {
        self.from
    }

    /// The first instant after it.
    #[must_use]
    pub const fn to(self) -> Timestamp {
        self.to
    }

    /// How long it is; always more than nothing.
    #[must_use]
    pub const fn length(self) -> Duration {
        self.to.since(self.from)
    }

    /// Whether the instant lies in it.
    #[must_use]
    pub fn contains(self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }

    /// What lies both in this and in the other stretch.
    #[must_use]
    pub fn overlap(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to))
    }
}

/// A set of instants as the fewest intervals that describe it.
///
/// They are in order, and between any two lies time that belongs to neither: intervals that overlap or touch are one.
/// Two sets with the same instants are therefore equal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Intervals(Vec<Interval>);

impl Intervals {
    /// The set without any instant. It allocates nothing.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Whether the set holds no instant.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The intervals in order.
    pub fn iter(&self) -> iter::Copied<std::slice::Iter<'_, Interval>> {
        self.0.iter().copied()
    }

    /// Whether the instant belongs to the set.
    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        self.0.get(self.first_ending_after(at)).is_some_and(|interval| interval.contains(at))
    }

    /// How long all intervals are together.
    #[must_use]
    pub fn measure(&self) -> Duration {
        self.iter().map(Interval::length).sum()
    }

    /// What belongs to this set, to the other, or to both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.iter().chain(other.iter()).collect()
    }

    /// What belongs to this set but not to the other.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        Self(self.iter().flat_map(|interval| other.gaps(interval)).collect())
    }

    /// What belongs to both sets.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        Self(self.iter().flat_map(|interval| other.within(interval)).collect())
    }

    /// What of the set lies in the window.
    #[must_use]
    pub fn clip(&self, window: Interval) -> Self {
        Self(self.within(window).collect())
    }

    /// What of the set lies in the window, one interval after the other and without a new set.
    pub fn within(&self, window: Interval) -> impl Iterator<Item = Interval> {
        self.0[self.first_ending_after(window.from)..].iter().map_while(move |interval| interval.overlap(window))
    }

    /// What of the window lies outside the set, one interval after the other and without a new set.
    pub fn gaps(&self, window: Interval) -> impl Iterator<Item = Interval> {
        let mut free_from = window.from;
        self.within(window).map(Some).chain(iter::once(None)).filter_map(move |taken| {
            let (free_to, resumes) = taken.map_or((window.to, window.to), |taken| (taken.from, taken.to));
            let gap = Interval::new(free_from, free_to);
            free_from = resumes;
            gap
        })
    }

    /// Long histories are asked about short windows, so what lies before a window is skipped by bisection.
    fn first_ending_after(&self, at: Timestamp) -> usize {
        self.0.partition_point(|interval| interval.to <= at)
    }
}

impl FromIterator<Interval> for Intervals {
    fn from_iter<I: IntoIterator<Item = Interval>>(intervals: I) -> Self {
        let mut sorted: Vec<Interval> = intervals.into_iter().collect();
        sorted.sort_unstable();
        sorted.dedup_by(|next, kept| {
            let joined = next.from <= kept.to;
            if joined {
                kept.to = kept.to.max(next.to);
            }
            joined
        });
        Self(sorted)
    }
}

impl From<Interval> for Intervals {
    fn from(interval: Interval) -> Self {
        Self(vec![interval])
    }
}

impl<'a> IntoIterator for &'a Intervals {
    type Item = Interval;
    type IntoIter = iter::Copied<std::slice::Iter<'a, Interval>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn interval(from: i64, to: i64) -> Interval {
        Interval::new(Timestamp::from_micros(from), Timestamp::from_micros(to)).unwrap()
    }

    fn set(pairs: &[(i64, i64)]) -> Intervals {
        pairs.iter().map(|&(from, to)| interval(from, to)).collect()
    }

    #[test]
    fn nothing_is_no_interval() {
        let (early, late) = (Timestamp::from_micros(1), Timestamp::from_micros(2));
        assert_eq!(Interval::new(early, early), None);
        assert_eq!(Interval::new(late, early), None);
        assert_eq!(Interval::open_ended(END_OF_TIME), None);
        assert_eq!(Interval::open_ended(early).map(Interval::to), Some(END_OF_TIME));
    }

    #[test]
    fn what_touches_or_overlaps_is_one() {
        assert_eq!(set(&[(5, 7), (1, 3), (3, 5)]), set(&[(1, 7)]));
        assert_eq!(set(&[(1, 9), (2, 3), (8, 10)]), set(&[(1, 10)]));
        assert_eq!(set(&[(1, 2), (3, 4)]).iter().count(), 2);
    }

    #[test]
    fn operations_by_example() {
        let (left, right) = (set(&[(0, 10), (20, 30)]), set(&[(5, 22), (25, 26)]));
        assert_eq!(left.union(&right), set(&[(0, 30)]));
        assert_eq!(left.minus(&right), set(&[(0, 5), (22, 25), (26, 30)]));
        assert_eq!(left.intersect(&right), set(&[(5, 10), (20, 22), (25, 26)]));
        assert_eq!(left.clip(interval(9, 21)), set(&[(9, 10), (20, 21)]));
        assert_eq!(left.gaps(interval(-5, 25)).collect::<Vec<_>>(), [interval(-5, 0), interval(10, 20)]);
        assert_eq!(left.measure(), Duration::from_micros(20));
        assert_eq!(Intervals::none().measure(), Duration::ZERO);
    }

    /// The same set as one bit for each of 64 instants.
    fn bits(set: &Intervals) -> u64 {
        (0..64).filter(|&at| set.contains(Timestamp::from_micros(at))).map(|at| 1 << at).sum()
    }

    fn pairs() -> impl Strategy<Value = Vec<Interval>> {
        prop::collection::vec((0_i64..64, 1_i64..20), 0..9)
            .prop_map(|pairs| pairs.into_iter().map(|(from, length)| interval(from, (from + length).min(64))).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_algebra_is_that_of_sets(left in pairs(), right in pairs(), from in 0_i64..63, length in 1_i64..64) {
            let painted = left.iter().flat_map(|one| one.from.as_micros()..one.to.as_micros());
            let painted = painted.fold(0_u64, |bits, at| bits | 1 << at);
            let (left, right): (Intervals, Intervals) = (left.into_iter().collect(), right.into_iter().collect());
            let window = interval(from, (from + length).min(64));
            let (a, b, w) = (bits(&left), bits(&right), bits(&window.into()));
            prop_assert_eq!(a, painted);
            prop_assert_eq!(left.measure().as_micros(), i64::from(a.count_ones()));
            for (result, expected) in [
                (left.union(&right), a | b),
                (left.minus(&right), a & !b),
                (left.intersect(&right), a & b),
                (left.clip(window), a & w),
                (left.gaps(window).collect(), w & !a),
            ] {
                prop_assert_eq!(bits(&result), expected);
                prop_assert_eq!(&result, &result.iter().collect::<Intervals>(), "the result is not in its only form");
            }
        }
    }
}
