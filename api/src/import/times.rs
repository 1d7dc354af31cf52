//! Times as a source writes them.

use events_schema::Timestamp;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// How the times of a source are read.
pub(super) struct Times {
    format: String,
    /// The zone of times that name none.
    zone: TimeZone,
}

impl Times {
    pub(super) const fn new(format: String, zone: TimeZone) -> Self {
        Self { format, zone }
    }

    /// Reads a time of the source.
    ///
    /// # Errors
    /// Why it is none.
    pub(super) fn read(&self, text: &str) -> Result<Timestamp, String> {
        let format = self.format.as_str();
        let wrong = || format!("`{text}` is not a time of the form {format}");
        if format == "rfc3339" {
            return text.parse().map(Timestamp::from_jiff).map_err(|_| wrong());
        }
        let parsed = jiff::fmt::strtime::parse(format, text).map_err(|_| wrong())?;
        if parsed.offset().is_some() {
            return parsed.to_timestamp().map(Timestamp::from_jiff).map_err(|_| wrong());
        }
        let civil = parsed.to_datetime().map_err(|_| wrong())?;
        let zoned = self.zone.to_ambiguous_timestamp(civil);
        if let AmbiguousOffset::Gap { .. } = zoned.offset() {
            return Err(format!("`{text}` did not exist in the zone: clocks were set forward over it"));
        }
        zoned.compatible().map(Timestamp::from_jiff).map_err(|_| wrong())
    }
}
