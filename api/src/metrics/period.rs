//! Periods of the factory's time.

use domain::factory_time::factory_time;
use events_schema::Timestamp;
use events_schema::facts::metric::MetricPeriod;

/// The period that an instant is in, so written that periods of one kind sort in time.
pub(super) fn period_of(period: MetricPeriod, at: Timestamp) -> String {
    let time = factory_time(at);
    let (year, month) = (&time[..4], &time[5..7]);
    match period {
        MetricPeriod::Day => time[..10].to_owned(),
        MetricPeriod::Week => {
            let day: Option<jiff::civil::Date> = time[..10].parse().ok();
            // Every day that a timestamp can have is one of the calendar.
            let week = day.unwrap_or_default().iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        MetricPeriod::Month => format!("{year}-{month}"),
        MetricPeriod::Quarter => {
            let quarter = month.parse::<u32>().unwrap_or(1).div_ceil(3);
            format!("{year}-Q{quarter}")
        }
        MetricPeriod::Year => year.to_owned(),
    }
}

/// When the period after that of an instant begins.
pub(super) fn next_period(period: MetricPeriod, at: Timestamp) -> Timestamp {
    let day: jiff::civil::Date = factory_time(at)[..10].parse().unwrap_or_default();
    let first_of = |year: i16, month: i8| jiff::civil::Date::new(year, month, 1).unwrap_or(day);
    let months_on = |first: jiff::civil::Date, months: i32| first.saturating_add(jiff::Span::new().months(months));
    let days_on = |days: i32| day.saturating_add(jiff::Span::new().days(days));
    let next = match period {
        MetricPeriod::Day => days_on(1),
        MetricPeriod::Week => days_on(7 - i32::from(day.weekday().to_monday_zero_offset())),
        MetricPeriod::Month => months_on(day.first_of_month(), 1),
        MetricPeriod::Quarter => months_on(first_of(day.year(), (day.month() - 1) / 3 * 3 + 1), 3),
        MetricPeriod::Year => months_on(first_of(day.year(), 1), 12),
    };
    // Every day of the calendar has a midnight in the factory.
    format!("{next}T00:00:00+08:00").parse().unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_begins_at_midnight_of_the_factory() {
        let periods = |at: &str| {
            let at = at.parse().unwrap();
            [MetricPeriod::Day, MetricPeriod::Week, MetricPeriod::Month, MetricPeriod::Quarter, MetricPeriod::Year]
                .map(|period| period_of(period, at))
        };
        assert_eq!(periods("2026-06-30T15:59:59Z"), ["2026-06-30", "2026-W27", "2026-06", "2026-Q2", "2026"]);
        assert_eq!(periods("2026-06-30T16:00:00Z"), ["2026-07-01", "2026-W27", "2026-07", "2026-Q3", "2026"]);
        assert_eq!(periods("2026-12-31T16:00:00Z"), ["2027-01-01", "2026-W53", "2027-01", "2027-Q1", "2027"]);
    }

    #[test]
    fn the_next_period_begins_where_this_one_ends() {
        let all =
            [MetricPeriod::Day, MetricPeriod::Week, MetricPeriod::Month, MetricPeriod::Quarter, MetricPeriod::Year];
        for at in ["2026-06-30T15:59:59Z", "2026-06-30T16:00:00Z", "2026-12-31T16:00:00Z", "2024-02-28T20:00:00Z"] {
            let at: Timestamp = at.parse().unwrap();
            for period in all {
                let next = next_period(period, at);
                let last = next + events_schema::Duration::from_micros(-1);
                assert_eq!(period_of(period, last), period_of(period, at), "{period:?} of {at}");
                assert_ne!(period_of(period, next), period_of(period, at), "{period:?} of {at}");
            }
        }
    }
}
