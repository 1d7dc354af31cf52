use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::fact::fact;
use crate::text::Line;
use crate::time::FromText;

/// A version of a working calendar was published. Clocks that run keep the version that they started with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CalendarPublished {
    /// The number of this version, from 1.
    pub version: u32,
    /// What people call it.
    #[schemars(example = &"潍坊五天八小时")]
    pub title: Line,
    /// The time zone of all hours and days below.
    pub zone: ZoneName,
    /// The shifts of an ordinary week; a day without shifts is closed.
    pub week: Vec<Shift>,
    /// Days on which nobody works, whatever the week says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<Date>,
    /// Make-up working days (调休): their own shifts instead of the week's, also on a holiday.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub make_up_days: Vec<MakeUpDay>,
    /// The years whose holidays are loaded; for other years the calendar is provisional.
    pub years: Vec<u16>,
}

fact!(CalendarPublished, "calendar.published", 1);

/// Working time of one day of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// The day on which it begins.
    pub day: WeekDay,
    /// When it begins, in minutes after midnight, local time.
    #[schemars(range(max = 1439), example = 480)]
    pub from_minute: u16,
    /// When it ends, in minutes after the same midnight; more than 1440 reaches into the next day.
    #[schemars(range(min = 1, max = 2880), example = 1080)]
    pub to_minute: u16,
}

/// A working day that the week does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeUpDay {
    /// The day.
    pub date: Date,
    /// The day of the week whose shifts are worked.
    pub works_like: WeekDay,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "days explain themselves")]
pub enum WeekDay {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// A day of the calendar, without a zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date such as 2026-10-01")]
pub struct NotADate(String);

impl Date {
    /// The day for arithmetic.
    #[must_use]
    pub const fn to_jiff(self) -> jiff::civil::Date {
        self.0
    }

    /// The day that `jiff` means.
    #[must_use]
    pub const fn from_jiff(date: jiff::civil::Date) -> Self {
        Self(date)
    }
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        text.parse().map(Self).map_err(|_| NotADate(text.chars().take(60).collect()))
    }
}

/// A time zone of the IANA database.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ZoneName(String);

/// The zones of this program, whatever the machine has: a deadline must not depend on where it is computed.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Why a text is not a time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time zone of the IANA database, such as Asia/Shanghai")]
pub struct NotAZone(String);

impl ZoneName {
    /// The zone for arithmetic.
    ///
    /// # Panics
    /// Never: only names that the bundled database knows become zone names.
    #[must_use]
    pub fn to_jiff(&self) -> TimeZone {
        ZONES.get(&self.0).expect("the name was looked up when it was read")
    }
}

impl FromStr for ZoneName {
    type Err = NotAZone;

    fn from_str(text: &str) -> Result<Self, NotAZone> {
        match ZONES.get(text) {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(_) => Err(NotAZone(text.chars().take(60).collect())),
        }
    }
}

macro_rules! text_value {
    ($Value:ident, $expected:literal, $schema:expr) => {
        impl fmt::Display for $Value {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
        impl fmt::Debug for $Value {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
        impl Serialize for $Value {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $Value {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(FromText::<Self>::new($expected))
            }
        }
        impl JsonSchema for $Value {
            fn schema_name() -> Cow<'static, str> {
                stringify!($Value).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

text_value!(Date, "a date", json_schema!({ "type": "string", "format": "date", "examples": ["2026-10-01"] }));
text_value!(ZoneName, "a time zone", json_schema!({ "type": "string", "examples": ["Asia/Shanghai"] }));
