//! Instants and lengths of time as values. Nothing here reads a clock.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const MICROS_PER_SECOND: i64 = 1_000_000;
const SECONDS_PER_DAY: i64 = 86_400;

/// An instant in UTC with microseconds, from year 1 to year 9999.
///
/// Its text form is the one that is stored and hashed: `2026-11-24T03:11:08Z`, or with exactly six decimals where the
/// microseconds are not zero. Any RFC 3339 offset is read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// Why a text is not a timestamp.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an RFC 3339 timestamp such as 2026-11-24T03:11:08Z")]
pub struct NotATimestamp(String);

impl Timestamp {
    const MIN: i64 = -62_135_596_800 * MICROS_PER_SECOND;
    const MAX: i64 = 253_402_300_800 * MICROS_PER_SECOND - 1;

    /// The instant `micros` after 1970-01-01T00:00:00Z, held within years 1 to 9999.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        if micros < Self::MIN {
            Self(Self::MIN)
        } else if micros > Self::MAX {
            Self(Self::MAX)
        } else {
            Self(micros)
        }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// How long after `earlier` this instant is; negative if it is before.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration(self.0 - earlier.0)
    }

    /// The same instant for arithmetic with time zones.
    #[must_use]
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::MAX)
    }

    /// The instant that `jiff` means, cut to microseconds.
    #[must_use]
    pub fn from_jiff(at: jiff::Timestamp) -> Self {
        Self::from_micros(at.as_microsecond())
    }

    fn write_to(self, out: &mut [u8; 27]) -> usize {
        let seconds = self.0.div_euclid(MICROS_PER_SECOND);
        let micros = self.0.rem_euclid(MICROS_PER_SECOND);
        let (year, month, day) = civil_from_days(seconds.div_euclid(SECONDS_PER_DAY));
        let of_day = seconds.rem_euclid(SECONDS_PER_DAY);
        out.copy_from_slice(b"0000-00-00T00:00:00.000000Z");
        put(&mut out[0..4], year);
        put(&mut out[5..7], month);
        put(&mut out[8..10], day);
        put(&mut out[11..13], of_day / 3600);
        put(&mut out[14..16], of_day / 60 % 60);
        put(&mut out[17..19], of_day % 60);
        if micros == 0 {
            out[19] = b'Z';
            20
        } else {
            put(&mut out[20..26], micros);
            27
        }
    }

    /// Reads the stored form without the general parser, which costs ten times as much.
    fn parse_canonical(text: &[u8]) -> Option<Self> {
        let micros = match text.len() {
            20 => 0,
            27 if text[19] == b'.' => digits(&text[20..26])?,
            _ => return None,
        };
        let punctuated = text[4] == b'-' && text[7] == b'-' && text[10] == b'T' && text[13] == b':' && text[16] == b':';
        if !punctuated || text[text.len() - 1] != b'Z' {
            return None;
        }
        let (year, month, day) = (digits(&text[0..4])?, digits(&text[5..7])?, digits(&text[8..10])?);
        let (hour, minute, second) = (digits(&text[11..13])?, digits(&text[14..16])?, digits(&text[17..19])?);
        if year == 0 || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let days = days_from_civil(year, month, day);
        if civil_from_days(days) != (year, month, day) {
            return None;
        }
        let seconds = days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
        Some(Self(seconds * MICROS_PER_SECOND + micros))
    }
}

fn put(out: &mut [u8], mut value: i64) {
    for slot in out.iter_mut().rev() {
        *slot = b'0' + u8::try_from(value % 10).unwrap_or(0);
        value /= 10;
    }
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}

/// Howard Hinnant's algorithm for the proleptic Gregorian calendar, from days since 1970-01-01.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + of_era - 719_468
}

impl FromStr for Timestamp {
    type Err = NotATimestamp;

    fn from_str(text: &str) -> Result<Self, NotATimestamp> {
        Self::parse_canonical(text.as_bytes())
            .or_else(|| text.parse().ok().map(Self::from_jiff))
            .ok_or_else(|| NotATimestamp(text.chars().take(60).collect()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = [0; 27];
        let length = self.write_to(&mut out);
        f.write_str(str::from_utf8(&out[..length]).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// RFC 3339 where people may read it, else microseconds.
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return serializer.serialize_i64(self.as_micros());
        }
        let mut out = [0; 27];
        let length = self.write_to(&mut out);
        serializer.serialize_str(str::from_utf8(&out[..length]).map_err(serde::ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return i64::deserialize(deserializer).map(Self::from_micros);
        }
        deserializer.deserialize_str(FromText::<Self>::new("an RFC 3339 timestamp"))
    }
}

impl JsonSchema for Timestamp {
    fn schema_name() -> Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "format": "date-time",
            "description": "RFC 3339; answered in UTC, any offset is read",
            "examples": ["2026-03-02T01:15:00Z"],
        })
    }
}

/// A length of time in microseconds; negative where something lies before its reference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration(i64);

/// Why a text is not a duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an ISO 8601 duration such as PT1H30M")]
pub struct NotADuration(String);

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// So many microseconds.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// So many seconds.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds * MICROS_PER_SECOND)
    }

    /// So many minutes.
    #[must_use]
    pub const fn from_minutes(minutes: i64) -> Self {
        Self::from_seconds(minutes * 60)
    }

    /// So many hours.
    #[must_use]
    pub const fn from_hours(hours: i64) -> Self {
        Self::from_seconds(hours * 3600)
    }

    /// The length in microseconds.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// So many per cent of this length, rounded down to a microsecond.
    #[must_use]
    pub const fn per_cent(self, percentage: u8) -> Self {
        Self(((self.0 as i128) * (percentage as i128) / 100) as i64)
    }
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, length: Duration) -> Self {
        Self::from_micros(self.0.saturating_add(length.0))
    }
}

impl std::ops::Sub<Duration> for Timestamp {
    type Output = Self;
    fn sub(self, length: Duration) -> Self {
        Self::from_micros(self.0.saturating_sub(length.0))
    }
}

impl std::ops::Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::ops::Sub for Duration {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl std::iter::Sum for Duration {
    fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
        lengths.fold(Self::ZERO, |sum, length| sum + length)
    }
}

impl FromStr for Duration {
    type Err = NotADuration;

    fn from_str(text: &str) -> Result<Self, NotADuration> {
        text.parse::<jiff::SignedDuration>()
            .ok()
            .and_then(|length| i64::try_from(length.as_micros()).ok())
            .map(Self)
            .ok_or_else(|| NotADuration(text.chars().take(60).collect()))
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&jiff::SignedDuration::from_micros(self.0), f)
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FromText::<Self>::new("an ISO 8601 duration"))
    }
}

impl JsonSchema for Duration {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "format": "duration",
            "description": "ISO 8601 in hours, minutes and seconds",
            "examples": ["PT1H30M"],
        })
    }
}

/// Reads a value that has a text form, without an allocation for the text.
pub(crate) struct FromText<T>(&'static str, std::marker::PhantomData<T>);

impl<T> FromText<T> {
    pub(crate) fn new(expected: &'static str) -> Self {
        Self(expected, std::marker::PhantomData)
    }
}

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for FromText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_any_offset_and_writes_utc() {
        let at: Timestamp = "2026-11-24T11:11:08.5+08:00".parse().unwrap();
        assert_eq!(at.to_string(), "2026-11-24T03:11:08.500000Z");
        assert_eq!("2026-11-24T03:11:08Z".parse::<Timestamp>().unwrap().to_string(), "2026-11-24T03:11:08Z");
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in ["", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01", "2026-01-01T25:00:00Z", "now"] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }

    #[test]
    fn durations_are_iso_8601() {
        assert_eq!(Duration::from_minutes(150).to_string(), "PT2H30M");
        assert_eq!("PT30M".parse::<Duration>().unwrap(), Duration::from_minutes(30));
        assert_eq!(Duration::from_hours(2).per_cent(75), Duration::from_minutes(90));
    }

    proptest! {
        #[test]
        fn agrees_with_jiff(micros in Timestamp::MIN..Timestamp::MAX) {
            let at = Timestamp::from_micros(micros);
            prop_assert_eq!(at.to_string().parse::<jiff::Timestamp>().unwrap(), at.to_jiff());
            prop_assert_eq!(at.to_string().parse::<Timestamp>().unwrap(), at);
        }
    }
}
