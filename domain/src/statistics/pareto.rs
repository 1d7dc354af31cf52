//! The Pareto chart (排列图): which few categories make most of it (P5.2).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// Categories by what they come to, in whole units: a count, cents, microseconds.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Pareto {
    /// What all categories come to.
    pub total: u128,
    /// How many categories, the largest first, come to 80 % of the total or more; absent where the total is nothing.
    /// All are counted, also those that the chart shows as other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vital_few: Option<usize>,
    /// The largest first, those that come to the same by name.
    pub categories: Vec<Category>,
    /// The rest in one, which stands last however large it is; absent where all categories have room.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<Other>,
}

/// What one category comes to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// What it comes to.
    pub measure: u128,
    /// What that is of the total; absent where the total is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shares: Option<Shares>,
}

/// What the categories without room come to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Other {
    /// How many they are.
    pub categories: usize,
    /// What they come to.
    pub measure: u128,
    /// What that is of the total; absent where the total is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shares: Option<Shares>,
}

/// Of the total, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Shares {
    /// `measure / total`.
    pub share: f64,
    /// The measures of all categories up to this one, over the total: the line of the chart.
    pub cumulative: f64,
}

/// The chart after Juran, who named it: measures in falling order, ties by name (in the order of its bytes), with
/// `C_k = (x_1 + ... + x_k) / Σx`; the vital few are the smallest k with `C_k >= 0.8`, which is decided in whole
/// numbers as `5 · (x_1 + ... + x_k) >= 4 · Σx`.
///
/// Measures of one name are added up. Categories after the first `limit` are shown in one.
#[must_use]
pub fn pareto<N: Into<String>>(measures: impl IntoIterator<Item = (N, u64)>, limit: usize) -> Pareto {
    let mut by_name: BTreeMap<String, u128> = BTreeMap::new();
    for (name, measure) in measures {
        *by_name.entry(name.into()).or_default() += u128::from(measure);
    }
    let mut ranked: Vec<(String, u128)> = by_name.into_iter().collect();
    // They are in the order of their names, and a stable sort leaves those that come to the same there.
    ranked.sort_by_key(|(_, measure)| std::cmp::Reverse(*measure));
    let total: u128 = ranked.iter().map(|(_, measure)| measure).sum();

    let reached = ranked.iter().scan(0_u128, |sum, (_, measure)| {
        *sum += measure;
        Some(*sum)
    });
    let vital_few = (total > 0).then(|| 1 + reached.take_while(|sum| 5 * sum < 4 * total).count());

    let rest = ranked.split_off(limit.min(ranked.len()));
    let mut sum = 0;
    let mut shares = |measure: u128| {
        sum += measure;
        (total > 0).then(|| Shares { share: measure as f64 / total as f64, cumulative: sum as f64 / total as f64 })
    };
    let category = |(name, measure)| Category { name, measure, shares: shares(measure) };
    let categories = ranked.into_iter().map(category).collect();
    let measure = rest.iter().map(|(_, measure)| measure).sum();
    let other = (!rest.is_empty()).then(|| Other { categories: rest.len(), measure, shares: shares(measure) });
    Pareto { total, vital_few, categories, other }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(chart: &Pareto) -> Vec<String> {
        let line = |name: &str, measure, shares: Option<Shares>| match shares {
            Some(Shares { share, cumulative }) => format!("{name} {measure} {share:.2} {cumulative:.2}"),
            None => format!("{name} {measure}"),
        };
        let categories = chart.categories.iter().map(|one| line(&one.name, one.measure, one.shares));
        categories.chain(chart.other.iter().map(|other| line("(other)", other.measure, other.shares))).collect()
    }

    #[test]
    fn the_largest_stands_first_and_the_rest_last() {
        let counts = [("seal", 10), ("pump", 40), ("bolt", 5), ("hose", 10), ("coil", 5), ("pipe", 30)];
        let chart = pareto(counts, 3);
        assert_eq!(
            shown(&chart),
            ["pump 40 0.40 0.40", "pipe 30 0.30 0.70", "hose 10 0.10 0.80", "(other) 20 0.20 1.00"]
        );
        assert_eq!((chart.total, chart.vital_few), (100, Some(3)));
        assert_eq!(chart.other.as_ref().map(|other| other.categories), Some(3));
        assert_eq!(pareto(counts, 6).other, None);
        assert_eq!(shown(&pareto(counts, 0)), ["(other) 100 1.00 1.00"]);
        assert_eq!(pareto(counts, 1).vital_few, Some(3), "what is not shown counts too");
    }

    /// Added up in doubles, 0.1 + 0.7 is less than 0.8.
    #[test]
    fn exactly_80_per_cent_are_enough_and_a_unit_less_is_not() {
        assert_eq!(pareto([("a", 7), ("b", 1), ("c", 1), ("d", 1)], 9).vital_few, Some(2));
        assert_eq!(pareto([("a", 799), ("b", 201)], 9).vital_few, Some(2));
        assert_eq!(pareto([("a", 800), ("b", 200)], 9).vital_few, Some(1));
        assert_eq!(pareto([("a", u64::MAX), ("b", u64::MAX), ("c", u64::MAX)], 9).vital_few, Some(3));
    }

    #[test]
    fn measures_of_one_name_are_one_category() {
        assert_eq!(shown(&pareto([("a", 1), ("b", 3), ("a", 4)], 9)), ["a 5 0.62 0.62", "b 3 0.38 1.00"]);
    }

    #[test]
    fn nothing_has_no_shares() {
        let chart = pareto([("b", 0), ("a", 0)], 1);
        assert_eq!((chart.total, chart.vital_few, shown(&chart)), (0, None, vec!["a 0".into(), "(other) 0".into()]));
        let empty = pareto::<String>([], 1);
        assert_eq!((empty.total, empty.vital_few, shown(&empty)), (0, None, vec![]));
    }

    proptest! {
        #[test]
        fn shares_add_up_to_the_total(
            measures in prop::collection::vec(("[a-f]{1,2}", 0_u64..1_000), 0..30), limit in 0_usize..12,
        ) {
            let chart = pareto(measures.clone(), limit);
            let sum: u64 = measures.iter().map(|(_, measure)| measure).sum();
            let other = chart.other.iter().map(|other| other.measure).sum::<u128>();
            prop_assert_eq!(chart.total, u128::from(sum));
            prop_assert_eq!(chart.categories.iter().map(|one| one.measure).sum::<u128>() + other, chart.total);
            let falling = |pair: &[Category]| (pair[1].measure, &pair[0].name) < (pair[0].measure, &pair[1].name);
            prop_assert!(chart.categories.windows(2).all(falling));
            let shares = chart.categories.iter().map(|one| one.shares).chain(chart.other.iter().map(|one| one.shares));
            let shares: Vec<Shares> = shares.flatten().collect();
            prop_assert_eq!(shares.last().map(|last| last.cumulative), (sum > 0).then_some(1.0));
            prop_assert!(sum == 0 || (shares.iter().map(|one| one.share).sum::<f64>() - 1.0).abs() < 1e-12);
        }

        #[test]
        fn the_vital_few_are_the_fewest_that_are_enough(measures in prop::collection::vec(0_u64..100, 1..30)) {
            let named = measures.iter().enumerate().map(|(at, measure)| (format!("{at:02}"), *measure));
            let chart = pareto(named, 100);
            if let Some(few) = chart.vital_few {
                let first = |k: usize| chart.categories.iter().take(k).map(|one| one.measure).sum::<u128>();
                prop_assert!(first(few) * 100 >= chart.total * 80 && first(few - 1) * 100 < chart.total * 80);
            }
        }
    }
}
