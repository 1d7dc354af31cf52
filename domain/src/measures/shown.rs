//! Figures as they are shown: with what they were made of, and how sure one can be of them.

use events_schema::Duration;
use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::statistics::quantile::{Percentile, Sample};
use crate::statistics::rate::Rate;

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, JsonSchema)]
pub struct Share {
    /// How many.
    pub part: u64,
    /// Of how many.
    pub whole: u64,
    /// `part / whole`, from 0 to 1; absent where there is nothing to count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// Where the true rate lies, with 95 % confidence (Wilson): the lower end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// The upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
}

impl<'de> Deserialize<'de> for Share {
    /// Of what was written only the counts are read: the rest follows, to the last digit.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Counts {
            part: u64,
            whole: u64,
        }
        let Counts { part, whole } = Counts::deserialize(deserializer)?;
        Rate::new(part, whole).map(Self::from).map_err(D::Error::custom)
    }
}

impl From<Rate> for Share {
    fn from(rate: Rate) -> Self {
        let interval = rate.wilson_95();
        Self {
            part: rate.part(),
            whole: rate.whole(),
            rate: rate.value(),
            low: interval.map(|bounds| bounds.low),
            high: interval.map(|bounds| bounds.high),
        }
    }
}

/// So much time of so much: it counts by how much of each clock somebody had.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimeShare {
    /// The counted time that he had of clocks that were met, in microseconds.
    pub met_us: u64,
    /// The counted time that he had of all clocks that were judged.
    pub counted_us: u64,
    /// `met_us / counted_us`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
}

impl TimeShare {
    pub(super) fn of(met_us: u64, counted_us: u64) -> Self {
        let rate = (counted_us > 0).then(|| met_us as f64 / counted_us as f64);
        Self { met_us, counted_us, rate }
    }
}

/// How long something took: nearest-rank percentiles, which are always times that really occurred.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Spread {
    /// How often.
    pub count: u64,
    /// 中位数: half of them took no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median: Option<Duration>,
    /// Nine of ten took no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p90: Option<Duration>,
    /// 99 of a hundred took no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p99: Option<Duration>,
}

impl Spread {
    pub(super) fn of(took: Vec<i64>) -> Self {
        let sample: Sample = took.into_iter().collect();
        let at = |percentile| sample.quantile(percentile).map(Duration::from_micros);
        let count = sample.values().len() as u64;
        Self { count, median: at(Percentile::MEDIAN), p90: at(Percentile::P90), p99: at(Percentile::P99) }
    }
}
