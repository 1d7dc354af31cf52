//! The natural logarithm, the same on every machine. That of the standard library may differ in the last digit from one
//! platform to the next, and so would figures that were computed twice.

use std::f64::consts::{LN_2, SQRT_2};

/// The terms of the series: the first one left out is less than half of a last digit.
const TERMS: u32 = 12;

/// The natural logarithm of a number from 1 on, right but for the last digit or two.
///
/// With `x = m · 2^e`, m between `sqrt(1/2)` and `sqrt(2)`, and `s = (m - 1)/(m + 1)`:
/// `ln x = e · ln 2 + 2·s·(1 + s²/3 + s⁴/5 + ... + s²²/23)`, the series from its last term on.
pub(super) fn ln(x: f64) -> f64 {
    debug_assert!(x.is_finite() && x >= 1.0, "{x}");
    let bits = x.to_bits();
    let (mut exponent, fraction) = ((bits >> 52) as i64 - 1023, bits & ((1 << 52) - 1));
    let mut m = f64::from_bits(fraction | (1023 << 52));
    if m > SQRT_2 {
        (m, exponent) = (m / 2.0, exponent + 1);
    }
    let s = (m - 1.0) / (m + 1.0);
    let s2 = s * s;
    let series = (0..TERMS).rev().fold(0.0, |sum, term| sum * s2 + 1.0 / f64::from(2 * term + 1));
    exponent as f64 * LN_2 + 2.0 * s * series
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_logarithm_of_a_power_of_two_is_exact() {
        assert_eq!([1.0, 2.0, 4.0, 1024.0].map(ln), [0.0, LN_2, 2.0 * LN_2, 10.0 * LN_2]);
    }

    proptest! {
        #[test]
        fn it_is_the_logarithm_of_the_library_but_for_the_last_digits(
            x in prop_oneof![1.0..1.001, 1.0..3.0, 1.0..1e6, 1.0..f64::MAX],
        ) {
            let (own, library): (f64, f64) = (ln(x), x.ln());
            prop_assert!((own - library).abs() <= 4.0 * f64::EPSILON * library, "{} {} {}", x, own, library);
        }
    }
}
