//! How often what was repaired comes back: engines as repairable systems (P4.3.a, P5.3).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::logarithm::ln;
use super::rate::Incidence;

/// With fewer repairs nothing is said of the trend: the standard error of β is about `β / sqrt(N)`, a third of it with
/// ten.
pub const REPAIRS_FOR_A_TREND: u64 = 10;

/// One engine from age 0 on until it was seen last. Ages are whole numbers of one unit, the same for all systems that
/// are put together: hours run, months in service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    repairs: Vec<u64>,
    observed_until: u64,
}

/// Why ages are no history of a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a repair at age {repair} cannot be known of a system that was seen last at age {observed_until}")]
pub struct RepairUnseen {
    /// The age at the repair.
    pub repair: u64,
    /// The age until which the system was observed.
    pub observed_until: u64,
}

impl System {
    /// A system that was repaired at these ages, in whatever order, several times at one age perhaps.
    ///
    /// # Errors
    /// If a repair lies after the age at which the system was seen last.
    pub fn new(mut repairs: Vec<u64>, observed_until: u64) -> Result<Self, RepairUnseen> {
        repairs.sort_unstable();
        match repairs.last() {
            Some(&repair) if repair > observed_until => Err(RepairUnseen { repair, observed_until }),
            Some(_) | None => Ok(Self { repairs, observed_until }),
        }
    }
}

/// What the mean cumulative function comes to at an age at which something was repaired.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Step {
    /// The age.
    pub age: u64,
    /// How many repairs there were at it, of all systems.
    pub repairs: u64,
    /// How many systems were observed at it. One that was seen last at this very age is among them.
    pub observed: u64,
    /// How many repairs a system has had in the mean when it comes to this age.
    pub mean: f64,
}

/// The mean cumulative function without any model (Nelson 2003): `M(t) = Σ d_i / r_i` over the ages `t_i <= t` at which
/// anything was repaired, the youngest first, with d repairs among r systems that are still observed.
#[must_use]
pub fn mean_cumulative(systems: &[System]) -> Vec<Step> {
    let mut by_age: BTreeMap<u64, u64> = BTreeMap::new();
    for repair in systems.iter().flat_map(|system| &system.repairs) {
        *by_age.entry(*repair).or_default() += 1;
    }
    let mut ends: Vec<u64> = systems.iter().map(|system| system.observed_until).collect();
    ends.sort_unstable();
    let step = |mean: &mut f64, (age, repairs): (u64, u64)| {
        let observed = (ends.len() - ends.partition_point(|end| *end < age)) as u64;
        *mean += repairs as f64 / observed as f64;
        Some(Step { age, repairs, observed, mean: *mean })
    };
    by_age.into_iter().scan(0.0, step).collect()
}

/// Whether repairs come ever more rarely or ever more often as engines grow older.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Ageing {
    /// 数据不足: fewer than [`REPAIRS_FOR_A_TREND`] repairs, or all at the very end of what was observed.
    NotEnoughData {
        /// How many there were.
        repairs: u64,
    },
    /// The exponent of the power law `λ(t) = λ·β·t^(β - 1)`.
    PowerLaw {
        /// Less than 1: ever more rarely; more than 1: ever more often; 1: as often at any age.
        beta: f64,
        /// How many repairs it rests on.
        repairs: u64,
    },
}

/// The exponent of the power law by maximum likelihood (Crow-AMSAA, time-truncated; MIL-HDBK-189, IEC 61710):
/// `β = N / Σ ln(T_q / t)` over the N repairs, in the order of systems and ages, each at age t of a system that was
/// seen last at T_q.
///
/// Where systems were observed until different ages, this is the likelihood given how many repairs each has had (Crow
/// 1974): they age alike, but one may be used harder than another. It is then the same as the other one if all ages are
/// equal. The logarithm of an age of 0 is none: it counts as half a unit, since it lies somewhere in the first one.
#[must_use]
pub fn ageing(systems: &[System]) -> Ageing {
    let age = |age: u64| if age == 0 { 0.5 } else { age as f64 };
    let seen = systems.iter().filter(|system| system.observed_until > 0);
    let (mut repairs, mut logarithms) = (0_u64, 0.0);
    for system in seen {
        for repair in &system.repairs {
            repairs += 1;
            logarithms += ln(age(system.observed_until) / age(*repair));
        }
    }
    if repairs < REPAIRS_FOR_A_TREND || logarithms == 0.0 {
        return Ageing::NotEnoughData { repairs };
    }
    Ageing::PowerLaw { beta: repairs as f64 / logarithms, repairs }
}

/// Repairs until an age among the systems that have come to it; by the thousand this is R/1000 at so many months in
/// service.
///
/// Systems that are younger are left out with their repairs: they count neither above nor below the line, since nobody
/// knows what they will have had at that age.
#[must_use]
pub fn repairs_until(systems: &[System], age: u64) -> Incidence {
    let of_age = systems.iter().filter(|system| system.observed_until >= age);
    let repairs = |system: &System| system.repairs.partition_point(|repair| *repair <= age) as u64;
    of_age.map(|system| Incidence { events: repairs(system), exposed: 1 }).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn system(repairs: &[u64], observed_until: u64) -> System {
        System::new(repairs.to_vec(), observed_until).unwrap()
    }

    /// Five systems; whoever likes can count along by hand.
    fn five() -> [System; 5] {
        [
            system(&[5, 10, 15], 17),
            system(&[6, 13, 17], 19),
            system(&[12, 20, 25], 26),
            system(&[13, 15], 24),
            system(&[16, 22, 25], 28),
        ]
    }

    #[test]
    fn the_mean_counts_systems_as_long_as_they_are_observed() {
        let shown: Vec<String> = mean_cumulative(&five())
            .iter()
            .map(|step| format!("{}: {}/{} {:.4}", step.age, step.repairs, step.observed, step.mean))
            .collect();
        let expected = [
            "5: 1/5 0.2000",
            "6: 1/5 0.4000",
            "10: 1/5 0.6000",
            "12: 1/5 0.8000",
            "13: 2/5 1.2000",
            "15: 2/5 1.6000",
            "16: 1/5 1.8000",
            "17: 1/5 2.0000",
            "20: 1/3 2.3333",
            "22: 1/3 2.6667",
            "25: 2/2 3.6667",
        ];
        assert_eq!(shown, expected);
        assert_eq!(mean_cumulative(&[system(&[], 9)]), []);
    }

    #[test]
    fn a_repair_after_the_end_is_refused() {
        assert_eq!(System::new(vec![9, 4], 8), Err(RepairUnseen { repair: 9, observed_until: 8 }));
        assert_eq!(System::new(vec![8, 4], 8), Ok(system(&[4, 8], 8)));
    }

    /// The example of MIL-HDBK-189: 27 failures until 300 hours, here in tenths of an hour; the exponent knows no unit.
    #[test]
    fn one_system_that_gets_better() {
        let failures = [
            26, 165, 165, 170, 214, 291, 333, 565, 631, 706, 730, 777, 939, 955, 981, 1011, 1320, 1422, 1477, 1490,
            1672, 1907, 1930, 1987, 2519, 2825, 2861,
        ];
        let Ageing::PowerLaw { beta, repairs: 27 } = ageing(&[system(&failures, 3000)]) else { panic!() };
        assert!((beta - 0.716_339_262_365_999_8).abs() < 1e-14, "{beta}");
    }

    /// Three systems until 2,000 hours, with which textbooks show it, in tenths of an hour; the exponent is computed
    /// apart.
    #[test]
    fn three_systems_together() {
        let first = [12, 556, 727, 1119, 1219, 3036, 3269, 15684, 19135];
        let second = [14, 350, 468, 659, 1811, 7126, 10057, 10299, 16757, 17875, 18670];
        let third = [3, 326, 334, 2417, 3962, 4444, 4808, 5889, 10439, 11361, 12881, 14081, 14394, 16048];
        let Ageing::PowerLaw { beta, repairs: 34 } =
            ageing(&[system(&first, 20_000), system(&second, 20_000), system(&third, 20_000)])
        else {
            panic!()
        };
        assert!((beta - 0.452_998_880_217_744_9).abs() < 1e-14, "{beta}");
    }

    #[test]
    fn few_repairs_say_nothing() {
        assert_eq!(ageing(&[]), Ageing::NotEnoughData { repairs: 0 });
        assert_eq!(ageing(&[system(&[1; 9], 10)]), Ageing::NotEnoughData { repairs: 9 });
        assert_eq!(ageing(&[system(&[10; 20], 10)]), Ageing::NotEnoughData { repairs: 20 });
        assert_eq!(ageing(&[system(&[0; 20], 0)]), Ageing::NotEnoughData { repairs: 0 });
        let at_delivery = ageing(&[system(&[0; 10], 1)]);
        assert_eq!(at_delivery, Ageing::PowerLaw { beta: 10.0 / (10.0 * std::f64::consts::LN_2), repairs: 10 });
    }

    #[test]
    fn who_has_not_come_to_an_age_does_not_count_for_it() {
        let months = [system(&[2, 11], 14), system(&[13], 13), system(&[1, 1, 5], 8), system(&[], 12)];
        let at_a_year = repairs_until(&months, 12);
        assert_eq!(at_a_year, Incidence { events: 2, exposed: 3 });
        assert_eq!(at_a_year.per_thousand(), Some(2000.0 / 3.0));
        assert_eq!(repairs_until(&months, 15).per_thousand(), None);
    }

    proptest! {
        #[test]
        fn where_all_are_observed_as_long_the_mean_is_repairs_by_systems(
            repairs in prop::collection::vec(prop::collection::vec(0_u64..20, 0..6), 1..8),
        ) {
            let systems: Vec<System> = repairs.iter().map(|repairs| system(repairs, 20)).collect();
            let steps = mean_cumulative(&systems);
            let all = repairs.iter().map(Vec::len).sum::<usize>();
            let mean = steps.last().map_or(0.0, |step| step.mean);
            prop_assert!((mean - all as f64 / systems.len() as f64).abs() < 1e-12);
            prop_assert!((repairs_until(&systems, 20).value().unwrap() - mean).abs() < 1e-12);
            prop_assert!(steps.windows(2).all(|pair| pair[0].age < pair[1].age && pair[0].mean < pair[1].mean));
        }
    }
}
