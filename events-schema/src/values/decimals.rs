//! Exact decimals: amounts of money, measured values, points and scores.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::facts::responsibility::Share;
use crate::time::FromText;
use crate::values::Rating;

/// Exact decimals, written as strings so that no reader makes binary fractions of them. Whoever uses it has the names of `serde`,
/// `schemars`, `fmt`, `FromStr`, `Cow`, `Decimal` and `FromText` at hand.
macro_rules! exact_decimals {
    ($($(#[$doc:meta])* $Name:ident if $fits:expr, $(#[$why:meta])* $Wrong:ident: $says:literal,
        $expected:literal, $pattern:literal, $example:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Name(Decimal);

        $(#[$why])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        #[error($says)]
        pub struct $Wrong(String);

        impl $Name {
            /// The exact value.
            #[must_use]
            pub const fn as_decimal(self) -> Decimal {
                self.0
            }
        }

        impl FromStr for $Name {
            type Err = $Wrong;

            fn from_str(text: &str) -> Result<Self, $Wrong> {
                let fits: fn(&Decimal) -> bool = $fits;
                // The parser also takes `1_000` and `1e3`, which the pattern does not.
                let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
                let digits = Some(text).filter(|_| is_plain);
                let value = digits.and_then(|text| text.parse::<Decimal>().ok()).filter(fits);
                value.map(Self).ok_or_else(|| $Wrong(text.chars().take(60).collect()))
            }
        }

        impl fmt::Display for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl Serialize for $Name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $Name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(FromText::<Self>::new($expected))
            }
        }

        impl JsonSchema for $Name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($Name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern, "examples": [$example] })
            }
        }
    )*};
}

pub(crate) use exact_decimals;

exact_decimals! {
    /// An amount of money: an exact decimal with at most four places, written as a string.
    Amount if |value| {
        !value.is_sign_negative() && value.scale() <= 4 && *value < Decimal::from(1_000_000_000_000_i64)
    },
    /// Why a text is not an amount.
    NotAnAmount: "`{0}` is not an amount: write a decimal such as \"1250.00\", not negative, below 10^12, at most four places",
    "an amount as a string", "^[0-9]{1,12}([.][0-9]{1,4})?$", "1250.00";

    /// What a measure of an appraisal comes to, in its own unit: an exact decimal with at most six places.
    Measured if |value| value.scale() <= 6 && value.abs() < Decimal::from(1_000_000_000_000_i64),
    /// Why a text is not the value of a measure.
    NotMeasured: "`{0}` is not a value: write a decimal such as \"97.5\", between -10^12 and 10^12, at most six places",
    "a value as a string", "^-?[0-9]{1,12}([.][0-9]{1,6})?$", "97.5";

    /// What somebody gets for a measure: from 0 to 100, with at most two places.
    Points if |value| !value.is_sign_negative() && value.scale() <= 2 && *value <= Decimal::ONE_HUNDRED,
    /// Why a text is not a number of points.
    NotPoints: "`{0}` is not a number of points: write a decimal such as \"87.5\", from 0 to 100, at most two places",
    "points as a string", "^[0-9]{1,3}([.][0-9]{1,2})?$", "87.5";

    /// What the weighted points of an appraisal add up to, exactly: from 0 to 100, with at most six places.
    Score if |value| !value.is_sign_negative() && value.scale() <= 6 && *value <= Decimal::ONE_HUNDRED,
    /// Why a text is not a score.
    NotAScore: "`{0}` is not a score: write a decimal such as \"91.25\", from 0 to 100, at most six places",
    "a score as a string", "^[0-9]{1,3}([.][0-9]{1,6})?$", "91.25";

    /// What can be reached in an assessment of a training, is enough there, or was reached (P6.3): from 0 to 1000, with at most
    /// six places.
    Mark if |value| !value.is_sign_negative() && value.scale() <= 6 && *value <= Decimal::ONE_THOUSAND,
    /// Why a text is not a mark.
    NotAMark: "`{0}` is not a mark: write a decimal such as \"86.5\", from 0 to 1000, at most six places",
    "a mark as a string", "^[0-9]{1,4}([.][0-9]{1,6})?$", "86.5";
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// What is left of it after these; `None` if they are more.
    #[must_use]
    pub fn less(self, others: impl IntoIterator<Item = Self>) -> Option<Self> {
        let left = others.into_iter().fold(self.0, |left, other| left - other.0);
        (!left.is_sign_negative() || left.is_zero()).then(|| Self(left.normalize()))
    }

    /// What amounts of one currency add up to; `None` beyond what an amount can be.
    #[must_use]
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        let sum: Decimal = amounts.into_iter().map(|amount| amount.0).sum();
        sum.normalize().to_string().parse().ok()
    }

    /// It in hundredths of the currency; what is less than one is left out.
    ///
    /// # Panics
    /// Never: no amount has as many hundredths.
    #[must_use]
    pub fn hundredths(self) -> u64 {
        (self.0 * Decimal::ONE_HUNDRED)
            .trunc()
            .try_into()
            .expect("an amount in hundredths is a whole number of 64 bits")
    }

    /// A share of it, to the cent; half a cent counts as one.
    #[must_use]
    pub fn share(self, share: Share) -> Self {
        let part = self.0 * Decimal::new(share.hundredths().into(), 4);
        Self(part.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
    }
}

impl Mark {
    /// What a customer's rating can be at best.
    pub const BEST_RATING: Self = Self(Decimal::from_parts(5, 0, 0, false, 0));

    /// The mean of ratings, cut off behind six places, so that it is never more than it was; `None` if there are none.
    #[must_use]
    pub fn mean(ratings: &[Rating]) -> Option<Self> {
        let sum: Decimal = ratings.iter().map(|rating| Decimal::from(u8::from(*rating))).sum();
        let mean = sum.checked_div(Decimal::from(ratings.len()))?;
        Some(Self(mean.round_dp_with_strategy(6, RoundingStrategy::ToZero).normalize()))
    }
}

impl Score {
    /// What points add up to, each with its weight. The weights add up to 100 per cent, or the sum is no score.
    #[must_use]
    pub fn of(weighted: impl IntoIterator<Item = (Share, Points)>) -> Self {
        let part = |(weight, points): (Share, Points)| Decimal::new(weight.hundredths().into(), 4) * points.0;
        Self(weighted.into_iter().map(part).sum::<Decimal>().normalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_exact_and_a_mean_is_never_more_than_it_was() {
        for (ratings, mean) in [(&[5, 4, 4][..], Some("4.333333")), (&[5, 5, 3, 5], Some("4.5")), (&[], None)] {
            let ratings: Vec<Rating> = ratings.iter().map(|rating| Rating::try_from(*rating).unwrap()).collect();
            assert_eq!(Mark::mean(&ratings).map(|mean| mean.to_string()).as_deref(), mean);
        }
        for wrong in ["", "-1", "1000.1", "1.1234567", "ten"] {
            assert!(wrong.parse::<Mark>().is_err(), "{wrong}");
        }
        assert!("1000".parse::<Mark>().is_ok_and(|mark| mark > Mark::BEST_RATING));
    }
}
