//! Bands (等级): which name a score goes by.

use events_schema::values::Points;

/// Bands that hold every score from 0 to 100 once: each from its bound on until just before the next, the last one up
/// to 100 and with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bands<N>(Vec<(Points, N)>);

/// Why bounds and names are no bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotBands {
    /// No bound at all.
    #[error("there are no bands")]
    None,
    /// What lies below falls into no band.
    #[error("the lowest band begins at {lowest}; let it begin at 0, or what is less has no band")]
    Gap {
        /// Where the lowest band begins.
        lowest: Points,
    },
    /// Two bands hold the same scores.
    #[error("two bands begin at {bound}")]
    Overlap {
        /// Where both begin.
        bound: Points,
    },
    /// A band stands after one that begins higher.
    #[error("the band from {bound} stands after that from {before}; begin with the lowest")]
    WrongOrder {
        /// Where it begins.
        bound: Points,
        /// Where the one before it begins.
        before: Points,
    },
    /// Two bands that nobody could tell apart.
    #[error("two bands, from {first} and from {second}, have one name")]
    NameTwice {
        /// Where one begins.
        first: Points,
        /// Where the other one begins.
        second: Points,
    },
}

impl<N: PartialEq> Bands<N> {
    /// Bands by their lower bounds, the lowest first.
    ///
    /// # Errors
    /// If a score would fall into no band or into two, if the bounds do not rise, or if a name stands twice.
    pub fn new(bands: Vec<(Points, N)>) -> Result<Self, NotBands> {
        let &(lowest, _) = bands.first().ok_or(NotBands::None)?;
        for pair in bands.windows(2) {
            let (before, bound) = (pair[0].0, pair[1].0);
            if bound < before {
                return Err(NotBands::WrongOrder { bound, before });
            }
            if bound == before {
                return Err(NotBands::Overlap { bound });
            }
        }
        if !lowest.as_decimal().is_zero() {
            return Err(NotBands::Gap { lowest });
        }
        for (at, (second, name)) in bands.iter().enumerate() {
            if let Some((first, _)) = bands[..at].iter().find(|(_, other)| other == name) {
                return Err(NotBands::NameTwice { first: *first, second: *second });
            }
        }
        Ok(Self(bands))
    }
}

impl<N> Bands<N> {
    /// The name of the band that holds a score.
    #[must_use]
    pub fn of(&self, score: Points) -> &N {
        // The first bound is 0, so at least one is no more than the score.
        &self.0[self.0.partition_point(|(bound, _)| *bound <= score) - 1].1
    }

    /// Bounds and names, the lowest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Points, &N)> {
        self.0.iter().map(|(bound, name)| (*bound, name))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bands<N: PartialEq>(bands: impl IntoIterator<Item = (&'static str, N)>) -> Result<Bands<N>, NotBands> {
        Bands::new(bands.into_iter().map(|(bound, name)| (at(bound), name)).collect())
    }

    fn at(points: &str) -> Points {
        points.parse().unwrap()
    }

    /// The bands of open point 12: 90, 80, 70.
    #[test]
    fn a_bound_belongs_to_the_band_above_it_and_100_to_the_last() {
        let bands = bands([("0", 'D'), ("70", 'C'), ("80", 'B'), ("90", 'A')]).unwrap();
        let scores = ["0", "69.99", "70", "70.00", "79.99", "80", "89.99", "90", "99.99", "100", "100.00"];
        let names: String = scores.iter().map(|score| bands.of(at(score))).collect();
        assert_eq!(names, "DDCCCBBAAAA");
        assert_eq!(bands.iter().next_back(), Some((at("90"), &'A')));
    }

    #[test]
    fn a_band_may_hold_100_alone_and_one_may_hold_all() {
        let perfect = bands([("0", "good"), ("100", "perfect")]).unwrap();
        assert_eq!((*perfect.of(at("99.99")), *perfect.of(at("100"))), ("good", "perfect"));
        assert_eq!(*bands([("0.00", "all")]).unwrap().of(at("100")), "all");
    }

    #[test]
    fn what_is_no_band_is_refused() {
        assert_eq!(bands::<char>([]), Err(NotBands::None));
        assert_eq!(bands([("10", 'B'), ("80", 'A')]), Err(NotBands::Gap { lowest: at("10") }));
        assert_eq!(bands([("0", 'B'), ("80", 'A'), ("80.00", 'C')]), Err(NotBands::Overlap { bound: at("80") }));
        let falling = NotBands::WrongOrder { bound: at("70"), before: at("80") };
        assert_eq!(bands([("0", 'D'), ("80", 'B'), ("70", 'C')]), Err(falling));
        assert_eq!(bands([("90", 'A'), ("0", 'D')]), Err(NotBands::WrongOrder { bound: at("0"), before: at("90") }));
        let twice = NotBands::NameTwice { first: at("0"), second: at("90") };
        assert_eq!(bands([("0", 'A'), ("80", 'B'), ("90", 'A')]), Err(twice));
    }

    fn hundredths() -> impl Strategy<Value = u32> {
        prop_oneof![Just(0), Just(10_000), 0_u32..=10_000]
    }

    fn points(hundredths: u32) -> Points {
        at(&format!("{}.{:02}", hundredths / 100, hundredths % 100))
    }

    proptest! {
        #[test]
        fn every_score_falls_into_exactly_one_band(
            bounds in prop::collection::btree_set(hundredths(), 0..8), score in hundredths(),
        ) {
            let bounds: Vec<u32> = [0].into_iter().chain(bounds.into_iter().filter(|bound| *bound > 0)).collect();
            let bands = Bands::new(bounds.iter().map(|bound| (points(*bound), *bound)).collect()).unwrap();
            let ends = bounds[1..].iter().copied().chain([10_001]);
            let holding = bounds.iter().copied().zip(ends).filter(|(from, to)| (*from..*to).contains(&score));
            let holding: Vec<u32> = holding.map(|(from, _)| from).collect();
            prop_assert_eq!(holding, [*bands.of(points(score))]);
        }

        #[test]
        fn bounds_that_do_not_rise_from_0_are_refused(bounds in prop::collection::vec(hundredths(), 0..5)) {
            let is_right = bounds.first() == Some(&0) && bounds.windows(2).all(|pair| pair[0] < pair[1]);
            let bands = Bands::new(bounds.iter().enumerate().map(|(at, bound)| (points(*bound), at)).collect());
            prop_assert_eq!(bands.is_ok(), is_right);
        }
    }
}
