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
}
