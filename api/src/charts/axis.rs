//! Ticks at round numbers: steps of 1, 2 or 5 times a power of ten.

use super::number::{Unit, sane};

/// The smallest step is one of so many digits after the point.
const FINEST: i32 = -9;
/// And the largest has so many zeros.
const COARSEST: i32 = 16;

/// The round numbers that an axis shows; the first and the last are its ends.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Axis {
    /// In the unit of the values.
    pub(super) ticks: Vec<f64>,
    unit: Unit,
}

impl Axis {
    /// The axis with the finest steps, `most` at most, that holds everything from `low` to `high`.
    pub(super) fn holding(low: f64, high: f64, most: u32, unit: Unit) -> Self {
        let (low, high) = (sane(low * unit.factor()).unwrap_or(0.0), sane(high * unit.factor()).unwrap_or(0.0));
        let (low, high) = if low < high { (low, high) } else { (low, low + 1.0) };
        let steps = (FINEST..=COARSEST).flat_map(|exponent| [1, 2, 5].map(|digit| Step { digit, exponent }));
        let mut fitting = steps.filter(|step| step.up(high).saturating_sub(step.down(low)) <= i64::from(most.max(2)));
        let step = fitting.next().unwrap_or(Step { digit: 1, exponent: COARSEST });
        let ticks = (step.down(low)..=step.up(high)).map(|times| step.times(times) / unit.factor()).collect();
        Self { ticks, unit: unit.with(step.decimals()) }
    }

    pub(super) fn low(&self) -> f64 {
        self.ticks.first().copied().unwrap_or(0.0)
    }

    pub(super) fn high(&self) -> f64 {
        self.ticks.last().copied().unwrap_or(1.0)
    }

    /// A tick as it is written: with as many digits as the steps need.
    pub(super) fn text(&self, tick: f64) -> String {
        self.unit.text(tick)
    }
}

/// `digit · 10^exponent`.
#[derive(Debug, Clone, Copy)]
struct Step {
    digit: i64,
    exponent: i32,
}

impl Step {
    /// So many steps. Powers of ten up to 22 are exact, so one multiplication or division rounds once, and 3 · 0.1 is
    /// 0.3.
    fn times(self, times: i64) -> f64 {
        let power = (0..self.exponent.abs()).fold(1.0, |power, _| power * 10.0);
        let count = times.saturating_mul(self.digit) as f64;
        if self.exponent < 0 { count / power } else { count * power }
    }

    /// The last step that is no more than a value.
    fn down(self, value: f64) -> i64 {
        (value / self.times(1) + 1e-9).floor() as i64
    }

    /// The first step that is no less than a value.
    fn up(self, value: f64) -> i64 {
        (value / self.times(1) - 1e-9).ceil() as i64
    }

    fn decimals(self) -> usize {
        usize::try_from(-self.exponent).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(low: f64, high: f64, most: u32, unit: Unit) -> Vec<String> {
        let axis = Axis::holding(low, high, most, unit);
        axis.ticks.iter().map(|tick| axis.text(*tick)).collect()
    }

    #[test]
    fn ticks_are_round() {
        let number = Unit::Number { decimals: 0 };
        assert_eq!(texts(0.0, 214.0, 6, number), ["0", "50", "100", "150", "200", "250"]);
        assert_eq!(texts(0.0, 0.3, 4, number), ["0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(texts(-3.0, 12.0, 4, number), ["-5", "0", "5", "10", "15"]);
        assert_eq!(
            texts(0.0, 0.061, 7, Unit::Percent { decimals: 1 }),
            ["0%", "1%", "2%", "3%", "4%", "5%", "6%", "7%"]
        );
        assert_eq!(texts(7.0, 7.0, 2, number), ["7.0", "7.5", "8.0"]);
        assert_eq!(texts(0.0, 1e300, 2, number).len(), 3);
        assert_eq!(texts(f64::NAN, f64::NEG_INFINITY, 2, number), ["0.0", "0.5", "1.0"]);
    }

    proptest! {
        #[test]
        fn an_axis_holds_its_values_in_few_even_steps(
            low in -1e6_f64..1e6, size in prop_oneof![0.0_f64..1e-3, 0.0_f64..1.0, 0.0_f64..1e12], most in 2_u32..12,
        ) {
            let high = low + size;
            let axis = Axis::holding(low, high, most, Unit::Number { decimals: 2 });
            let slack = 1e-8 * (1.0 + low.abs());
            prop_assert!(axis.low() <= low + slack && high <= axis.high() + slack, "{:?}", axis);
            prop_assert!((2..=most as usize + 1).contains(&axis.ticks.len()), "{:?}", axis);
            let step = axis.ticks[1] - axis.ticks[0];
            prop_assert!(axis.ticks.windows(2).all(|pair| (pair[1] - pair[0] - step).abs() <= 1e-6 * step + slack));
            let texts: Vec<String> = axis.ticks.iter().map(|tick| axis.text(*tick)).collect();
            prop_assert!(texts.windows(2).all(|pair| pair[0] != pair[1]), "{:?}", texts);
        }
    }
}
