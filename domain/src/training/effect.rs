//! What came of a training: how often something happened before and after it, to those who were trained and to those who were
//! not (P6.1). What changed for both alike did not come of the training.

use std::collections::BTreeMap;

use events_schema::ids::{DepartmentId, GroupId};
use events_schema::{Duration, Timestamp};

use crate::statistics::rate::{Bounds, Difference, Rate};

/// Those who are trained together, and whose work is looked at together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Team {
    /// A department.
    Department(DepartmentId),
    /// A technical support group.
    Group(GroupId),
}

/// Something that went one way or the other: a clock that was judged, an issue that was solved and had the time to come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// Whose work it was.
    pub team: Team,
    /// When it was theirs.
    pub at: Timestamp,
    /// Which way it went.
    pub went: Went,
}

/// Which way something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Went {
    /// As is counted: the clock was met, or the issue came back.
    So,
    /// Otherwise.
    Otherwise,
}

/// The same before and after.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct BeforeAfter {
    /// In the time before.
    pub before: Rate,
    /// In as long a time after.
    pub after: Rate,
}

impl BeforeAfter {
    /// By how much the rate rose; `None` if one of them is of nothing.
    #[must_use]
    pub fn change(self) -> Option<Difference> {
        self.after.change_since(self.before)
    }
}

/// Those who were trained beside those who were not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Effect {
    /// Each trained team, before and after it was.
    pub trained: BeforeAfter,
    /// All others, before and after the first training.
    pub untrained: BeforeAfter,
}

impl Effect {
    /// Counts what happened in a window before and in one after a training. `trained` says when each team was trained first; who
    /// is not in it was not. The instant of a training is after it.
    #[must_use]
    pub fn of<'a>(
        trained: &BTreeMap<Team, Timestamp>,
        window: Duration,
        observations: impl IntoIterator<Item = &'a Observation>,
    ) -> Self {
        let mut effect = Self::default();
        let Some(first) = trained.values().min() else { return effect };
        for Observation { team, at, went } in observations {
            let (side, cut) = match trained.get(team) {
                Some(cut) => (&mut effect.trained, cut),
                None => (&mut effect.untrained, first),
            };
            let rate = match went {
                Went::So => Rate::of(1, 0),
                Went::Otherwise => Rate::of(0, 1),
            };
            if (*cut - window..*cut).contains(at) {
                side.before = side.before + rate;
            } else if (*cut..*cut + window).contains(at) {
                side.after = side.after + rate;
            }
        }
        effect
    }

    /// By how much more the rate rose for those who were trained than for the others; `None` if one of the four is of nothing.
    ///
    /// The interval adds the squares of the way from each change to the end of its own interval that lies on that side, as that
    /// of each change does with its two rates (MOVER; Zou and Donner 2008).
    #[must_use]
    pub fn difference(self) -> Option<Difference> {
        let (trained, untrained) = (self.trained.change()?, self.untrained.change()?);
        let (p, q) = (trained.value, untrained.value);
        let (a, b) = (trained.interval, untrained.interval);
        let value = p - q;
        let down = ((p - a.low) * (p - a.low) + (b.high - q) * (b.high - q)).sqrt();
        let up = ((a.high - p) * (a.high - p) + (q - b.low) * (q - b.low)).sqrt();
        let interval = Bounds { low: (value - down).max(-2.0), high: (value + up).min(2.0) };
        Some(Difference { value, interval })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::at;

    fn team(code: &str) -> Team {
        Team::Group(code.parse().unwrap())
    }

    fn seen(code: &str, minute: i64, went: Went) -> Observation {
        Observation { team: team(code), at: at(minute), went }
    }

    fn rate(part: u64, whole: u64) -> Rate {
        Rate::new(part, whole).unwrap()
    }

    #[test]
    fn each_team_has_its_own_before_and_after_and_the_others_that_of_the_first() {
        use Went::{Otherwise, So};
        let trained = [(team("a"), at(100)), (team("b"), at(200))].into();
        let observations = [
            // Too long before, and too long after.
            seen("a", 49, So),
            seen("a", 150, So),
            seen("a", 50, So),
            seen("a", 99, Otherwise),
            seen("a", 100, So),
            seen("b", 199, So),
            seen("b", 100, So),
            seen("b", 249, Otherwise),
            seen("c", 99, Otherwise),
            seen("c", 98, So),
            seen("c", 101, Otherwise),
            seen("d", 149, So),
            seen("d", 150, So),
        ];
        let effect = Effect::of(&trained, Duration::from_minutes(50), &observations);
        assert_eq!(effect.trained, BeforeAfter { before: rate(2, 3), after: rate(1, 2) });
        assert_eq!(effect.untrained, BeforeAfter { before: rate(1, 2), after: rate(1, 2) });
    }

    #[test]
    fn of_nothing_nothing_is_said() {
        let all = [seen("a", 0, Went::So)];
        let nobody = Effect::of(&BTreeMap::new(), Duration::from_minutes(50), &all);
        assert_eq!((nobody, nobody.difference()), (Effect::default(), None));
        let only = Effect::of(&[(team("a"), at(0))].into(), Duration::from_minutes(50), &all);
        assert_eq!((only.trained.before, only.trained.after), (Rate::default(), rate(1, 1)));
    }

    #[test]
    fn a_training_did_something_if_it_changed_more_for_those_who_had_it() {
        let change = |before, after| BeforeAfter { before: rate(before, 100), after: rate(after, 100) };
        let effect = Effect { trained: change(40, 10), untrained: change(40, 35) };
        let difference = effect.difference().unwrap();
        assert!((difference.value + 0.25).abs() < 1e-12, "{difference:?}");
        assert!(difference.interval.low < -0.25 && difference.interval.high < 0.0, "{difference:?}");
        let none = Effect { trained: change(40, 35), untrained: change(40, 35) }.difference().unwrap();
        assert!(none.interval.low < 0.0 && none.interval.high > 0.0, "{none:?}");
    }

    proptest! {
        #[test]
        fn everything_counts_at_most_once(
            seen_of in prop::collection::vec((0..4_usize, -100..100_i64, any::<bool>()), 0..50), first in -50..50_i64, second in -50..50_i64,
        ) {
            let codes = ["a", "b", "c", "d"];
            let observations: Vec<_> = seen_of
                .iter()
                .map(|(code, minute, so)| seen(codes[*code], *minute, if *so { Went::So } else { Went::Otherwise }))
                .collect();
            let trained = [(team("a"), at(first)), (team("b"), at(second))].into();
            let narrow = Effect::of(&trained, Duration::from_minutes(20), &observations);
            let wide = Effect::of(&trained, Duration::from_hours(24), &observations);
            let all = |effect: Effect| -> Rate {
                [effect.trained.before, effect.trained.after, effect.untrained.before, effect.untrained.after].into_iter().sum()
            };
            prop_assert_eq!(all(wide).whole(), observations.len() as u64);
            prop_assert!(all(narrow).whole() <= all(wide).whole() && all(narrow).part() <= all(wide).part());
            if let Some(difference) = wide.difference() {
                let Bounds { low, high } = difference.interval;
                prop_assert!((-2.0..=difference.value).contains(&low) && (difference.value..=2.0).contains(&high));
            }
        }
    }
}
