//! Periods for which somebody is appraised: a month, a quarter or a year of the factory's time.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::FromText;

/// A month (`2026-10`), a quarter (`2026-Q3`) or a year (`2026`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    year: u16,
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Part {
    Whole,
    Quarter(u8),
    Month(u8),
}

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// 月: a month.
    Month,
    /// 季度: a quarter.
    Quarter,
    /// 年: a year.
    Year,
}

impl PeriodKind {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// Why a text is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a period: write a month as 2026-10, a quarter as 2026-Q3, a year as 2026")]
pub struct NotAPeriod(String);

impl Period {
    /// How long it is.
    #[must_use]
    pub const fn kind(self) -> PeriodKind {
        match self.part {
            Part::Whole => PeriodKind::Year,
            Part::Quarter(_) => PeriodKind::Quarter,
            Part::Month(_) => PeriodKind::Month,
        }
    }

    /// The one of its kind before it; before the first of all there is itself.
    #[must_use]
    pub const fn before(self) -> Self {
        let year = self.year.saturating_sub(1);
        match self.part {
            Part::Whole => Self { year, part: Part::Whole },
            Part::Quarter(1) | Part::Month(1) if self.year == 0 => self,
            Part::Quarter(1) => Self { year, part: Part::Quarter(4) },
            Part::Month(1) => Self { year, part: Part::Month(12) },
            Part::Quarter(quarter) => Self { year: self.year, part: Part::Quarter(quarter - 1) },
            Part::Month(month) => Self { year: self.year, part: Part::Month(month - 1) },
        }
    }

    /// Whether it is a month.
    #[must_use]
    pub const fn is_month(self) -> bool {
        matches!(self.part, Part::Month(_))
    }

    /// Whether it is a quarter.
    #[must_use]
    pub const fn is_quarter(self) -> bool {
        matches!(self.part, Part::Quarter(_))
    }

    /// Its months, in order.
    pub fn months(self) -> impl Iterator<Item = Self> {
        let (first, last) = match self.part {
            Part::Whole => (1, 12),
            Part::Quarter(quarter) => (3 * quarter - 2, 3 * quarter),
            Part::Month(month) => (month, month),
        };
        (first..=last).map(move |month| Self { year: self.year, part: Part::Month(month) })
    }

    /// Its quarters, in order; a month has none.
    pub fn quarters(self) -> impl Iterator<Item = Self> {
        let (first, last) = match self.part {
            Part::Whole => (1, 4),
            Part::Quarter(quarter) => (quarter, quarter),
            Part::Month(_) => (1, 0),
        };
        (first..=last).map(move |quarter| Self { year: self.year, part: Part::Quarter(quarter) })
    }

    /// Its first month, with its year.
    #[must_use]
    pub const fn first_month(self) -> (u16, u8) {
        let month = match self.part {
            Part::Whole => 1,
            Part::Quarter(quarter) => 3 * quarter - 2,
            Part::Month(month) => month,
        };
        (self.year, month)
    }

    /// The first month after it, with its year.
    #[must_use]
    pub const fn month_after(self) -> (u16, u8) {
        let last = match self.part {
            Part::Whole => 12,
            Part::Quarter(quarter) => 3 * quarter,
            Part::Month(month) => month,
        };
        if last == 12 { (self.year + 1, 1) } else { (self.year, last + 1) }
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let wrong = || NotAPeriod(text.chars().take(60).collect());
        let number = |digits: &str, length: usize| {
            let is_number = digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<u16>().ok().filter(|_| is_number).ok_or_else(wrong)
        };
        let (year, part) = text.split_once('-').map_or((text, None), |(year, part)| (year, Some(part)));
        let among = |number: u16, most: u8| u8::try_from(number).ok().filter(|part| (1..=most).contains(part));
        let part = match part.map(|part| (part.strip_prefix('Q'), part)) {
            None => Part::Whole,
            Some((Some(quarter), _)) => Part::Quarter(among(number(quarter, 1)?, 4).ok_or_else(wrong)?),
            Some((None, month)) => Part::Month(among(number(month, 2)?, 12).ok_or_else(wrong)?),
        };
        Ok(Self { year: number(year, 4)?, part })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Part::Whole => write!(f, "{:04}", self.year),
            Part::Quarter(quarter) => write!(f, "{:04}-Q{quarter}", self.year),
            Part::Month(month) => write!(f, "{:04}-{month:02}", self.year),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FromText::<Self>::new("a period"))
    }
}

impl JsonSchema for Period {
    fn schema_name() -> Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "pattern": "^[0-9]{4}(-(Q[1-4]|0[1-9]|1[0-2]))?$",
            "description": "a month, a quarter or a year of the factory's time", "examples": ["2026-Q1"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_month_a_quarter_or_a_year_and_another_one_begins_after_it() {
        for (text, first, after) in [
            ("2026", 1, (2027, 1)),
            ("2026-Q1", 1, (2026, 4)),
            ("2026-Q4", 10, (2027, 1)),
            ("2026-09", 9, (2026, 10)),
            ("2026-12", 12, (2027, 1)),
        ] {
            let period: Period = text.parse().unwrap();
            assert_eq!(
                (&*period.to_string(), period.first_month(), period.month_after()),
                (text, (2026, first), after)
            );
            assert_eq!(period.is_quarter(), text.contains('Q'));
            assert_eq!(period.months().next().unwrap().first_month(), (2026, first));
            assert_eq!(period.months().last().unwrap().month_after(), after);
            assert!(period.quarters().all(|quarter| quarter.is_quarter()));
            assert_eq!((period.before().month_after(), period.before().kind()), (period.first_month(), period.kind()));
        }
        for wrong in
            ["", "26", "2026-", "2026-Q0", "2026-Q5", "2026-Q", "2026-00", "2026-13", "2026-1", "2026-W27", "+026"]
        {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }
}
