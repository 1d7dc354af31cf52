//! The factory's time zone: China has one, eight hours ahead of UTC, without summer time since 1991.

use events_schema::{Duration, Period, PeriodKind, Timestamp};

const AHEAD: Duration = Duration::from_hours(8);

/// How far its clocks are ahead, as RFC 3339 writes it.
pub const OFFSET: &str = "+08:00";

/// The day there, counted from 1970.
pub(crate) fn factory_day(at: Timestamp) -> i64 {
    (at + AHEAD).as_micros().div_euclid(Duration::from_hours(24).as_micros())
}

/// An instant as the factory's clocks show it, in RFC 3339.
#[must_use]
pub fn factory_time(at: Timestamp) -> String {
    let utc = (at + AHEAD).to_string();
    format!("{}{OFFSET}", utc.trim_end_matches('Z'))
}

/// The month there, with its year.
fn factory_month(at: Timestamp) -> (u16, u8) {
    // Every day that a timestamp can have is one of the calendar.
    let day: jiff::civil::Date = factory_time(at)[..10].parse().unwrap_or_default();
    (day.year().cast_unsigned(), day.month().cast_unsigned())
}

/// The first instant of a period there, and the first one after it.
#[must_use]
pub fn bounds(period: Period) -> (Timestamp, Timestamp) {
    (begins(period.first_month()), begins(period.month_after()))
}

/// The period of a kind in which an instant lies there.
///
/// # Panics
/// Never: every instant lies in a month of a year.
#[must_use]
pub fn period_at(kind: PeriodKind, at: Timestamp) -> Period {
    let (year, month) = factory_month(at);
    let text = match kind {
        PeriodKind::Month => format!("{year:04}-{month:02}"),
        PeriodKind::Quarter => format!("{year:04}-Q{}", month.div_ceil(3)),
        PeriodKind::Year => format!("{year:04}"),
    };
    text.parse().expect("a month of a year is a period")
}

/// The first instant of a month there.
fn begins((year, month): (u16, u8)) -> Timestamp {
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    // Every month that a period can have is one of the calendar, and its days are counted in full.
    let first = jiff::civil::Date::new(year.cast_signed(), month.cast_signed(), 1).unwrap_or(jiff::civil::Date::MAX);
    let days = epoch.until(first).map_or(0, |span| span.get_days());
    Timestamp::from_micros(Duration::from_hours(24 * i64::from(days)).as_micros()) - AHEAD
}

/// Whether a period has ended there.
pub(crate) fn is_over(period: Period, at: Timestamp) -> bool {
    factory_month(at) >= period.month_after()
}

/// Whether an instant lies in a period there.
pub(crate) fn lies_in(period: Period, at: Timestamp) -> bool {
    factory_month(at) >= period.first_month() && !is_over(period, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_four_in_the_afternoon_of_the_day_before() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(factory_time(at("2026-03-01T16:00:00Z")), "2026-03-02T00:00:00+08:00");
        assert_eq!(factory_time(at("2026-03-01T15:59:59.5Z")), "2026-03-01T23:59:59.500000+08:00");
        let days = ["2026-03-01T15:59:59Z", "2026-03-01T16:00:00Z"].map(|text| factory_day(at(text)));
        assert_eq!(days[0] + 1, days[1]);
        assert_eq!(factory_day(at("1970-01-01T00:00:00Z")), 0);
    }

    #[test]
    fn a_period_is_over_at_midnight_of_the_factory() {
        for (period, last) in [
            ("2026-02", "2026-02-28T15:59:59.999999Z"),
            ("2026-Q1", "2026-03-31T15:59:59.999999Z"),
            ("2026", "2026-12-31T15:59:59.999999Z"),
        ] {
            let (period, last) = (period.parse().unwrap(), last.parse().unwrap());
            assert!(!is_over(period, last) && is_over(period, last + Duration::from_micros(1)), "{period}");
            assert!(lies_in(period, last) && !lies_in(period, last + Duration::from_micros(1)), "{period}");
            let (from, before) = bounds(period);
            assert_eq!([from, last].map(|at| period_at(period.kind(), at)), [period; 2]);
            assert_eq!(before, last + Duration::from_micros(1), "{period}");
            assert!(lies_in(period, from) && !lies_in(period, from - Duration::from_micros(1)), "{period}");
        }
        let (quarter, before) =
            ("2026-Q2".parse().unwrap(), "2026-03-31T15:59:59.999999Z".parse::<Timestamp>().unwrap());
        assert!(!lies_in(quarter, before) && lies_in(quarter, before + Duration::from_micros(1)));
    }
}
