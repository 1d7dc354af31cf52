//! Working calendars: from local rules to the instants at which clocks run.
//!
//! The policy knows no business hours, so clocks run around the clock unless their definition names a calendar (open
//! point 1 of `policy.md`).
//!
//! Rules are local and instants are not. A local time that the zone skips, or passes twice, becomes an instant the way
//! RFC 5545 has it and jiff calls "compatible": a skipped time is moved forward by the length of the gap (02:30 becomes
//! 03:30), of a repeated time the first pass counts. A shift therefore lasts as long as it really did: one that spans
//! the night when clocks go forward is an hour shorter, one that lies wholly inside the skipped hour moves behind it,
//! and one from inside that hour to its end does not take place.

use std::collections::BTreeMap;
use std::iter;
use std::sync::Arc;

use events_schema::facts::calendar::{CalendarPublished, Date, Shift, WeekDay};
use events_schema::{Duration, Timestamp};
use jiff::SignedDuration;
use jiff::civil::{self, Weekday};
use jiff::tz::TimeZone;

use super::interval::{Interval, Intervals};

const MINUTES_PER_DAY: u16 = 1_440;

/// When a clock runs. Every clock keeps the calendar that it started with, so a copy shares the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    AroundTheClock,
    Local(Arc<LocalRules>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct LocalRules {
    zone: TimeZone,
    /// The shifts that begin on each day of the week, in the order of [`WeekDay`].
    week: [Vec<Minutes>; 7],
    /// Days that do not follow the week, with the day of the week that they follow instead, if any.
    exceptions: BTreeMap<civil::Date, Option<WeekDay>>,
    years: Vec<u16>,
    /// How many days before an instant a shift that covers it may have begun.
    reach: i64,
}

/// A shift in minutes after the midnight of the day on which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Minutes {
    from: u16,
    to: u16,
}

impl Calendar {
    /// The calendar that was published.
    ///
    /// It makes the most of any calendar that was ever recorded, for history is not negotiable: a shift that ends
    /// before it begins opens nothing, shifts that overlap are one, and of two make-up days on one date the later entry
    /// counts. [`problem`] keeps such calendars from being published.
    #[must_use]
    pub fn new(published: &CalendarPublished) -> Self {
        let mut week: [Vec<Minutes>; 7] = Default::default();
        for shift in &published.week {
            let minutes = Minutes { from: shift.from_minute, to: shift.to_minute };
            week[shift.day as usize].push(minutes);
        }
        let holidays = published.holidays.iter().map(|date| (date.to_jiff(), None));
        let make_up_days = published.make_up_days.iter().map(|day| (day.date.to_jiff(), Some(day.works_like)));
        let latest = published.week.iter().map(|shift| shift.to_minute).max().unwrap_or(0);
        let rules = LocalRules {
            zone: published.zone.to_jiff(),
            week,
            // Make-up days come last because they hold on holidays too.
            exceptions: holidays.chain(make_up_days).collect(),
            years: published.years.clone(),
            // One day more than the shifts need, because a change of the zone's offset can move local times by a day.
            reach: i64::from(latest / MINUTES_PER_DAY) + 1,
        };
        Self(Kind::Local(Arc::new(rules)))
    }

    /// The calendar without any closed time: every instant counts.
    #[must_use]
    pub const fn around_the_clock() -> Self {
        Self(Kind::AroundTheClock)
    }

    /// Whether every instant counts without a rule to ask.
    #[must_use]
    pub const fn is_around_the_clock(&self) -> bool {
        matches!(self.0, Kind::AroundTheClock)
    }

    /// The open time within the window. The work grows with the days in the window.
    #[must_use]
    pub fn open(&self, window: Interval) -> Intervals {
        match &self.0 {
            Kind::AroundTheClock => window.into(),
            Kind::Local(rules) => rules.open(window),
        }
    }

    /// Whether the window touches a local year whose holidays are not loaded, so that its open time may still change.
    #[must_use]
    pub fn is_provisional(&self, window: Interval) -> bool {
        match &self.0 {
            Kind::AroundTheClock => false,
            Kind::Local(rules) => rules.is_provisional(window),
        }
    }
}

impl LocalRules {
    fn open(&self, window: Interval) -> Intervals {
        let first = self.local_date(window.from());
        let first = first.checked_sub(SignedDuration::from_hours(24 * self.reach)).unwrap_or(civil::Date::MIN);
        // Where clocks go back over midnight, the next local day has begun once before the window ends.
        let last = self.local_date(window.to());
        let last = last.tomorrow().unwrap_or(last);
        iter::successors(Some(first), |day| day.tomorrow().ok())
            .take_while(|day| *day <= last)
            .flat_map(|day| self.shifts_beginning_on(day).iter().filter_map(move |shift| self.interval(day, *shift)))
            .filter_map(|shift| shift.overlap(window))
            .collect()
    }

    fn shifts_beginning_on(&self, day: civil::Date) -> &[Minutes] {
        match self.exceptions.get(&day) {
            None => &self.week[day_of_week(day) as usize],
            Some(None) => &[],
            Some(Some(works_like)) => &self.week[*works_like as usize],
        }
    }

    fn interval(&self, day: civil::Date, shift: Minutes) -> Option<Interval> {
        Interval::new(self.instant(day, shift.from)?, self.instant(day, shift.to)?)
    }

    /// There is none only for local times that lie beyond year 9999.
    fn instant(&self, day: civil::Date, minute: u16) -> Option<Timestamp> {
        let local = day.at(0, 0, 0, 0).checked_add(SignedDuration::from_mins(i64::from(minute))).ok()?;
        self.zone.to_ambiguous_timestamp(local).compatible().ok().map(Timestamp::from_jiff)
    }

    fn local_date(&self, at: Timestamp) -> civil::Date {
        self.zone.to_datetime(at.to_jiff()).date()
    }

    fn is_provisional(&self, window: Interval) -> bool {
        let last = window.to() - Duration::from_micros(1);
        let mut touched = self.local_date(window.from()).year()..=self.local_date(last).year();
        touched.any(|year| self.years.iter().all(|loaded| i32::from(*loaded) != i32::from(year)))
    }
}

fn day_of_week(day: civil::Date) -> WeekDay {
    match day.weekday() {
        Weekday::Monday => WeekDay::Monday,
        Weekday::Tuesday => WeekDay::Tuesday,
        Weekday::Wednesday => WeekDay::Wednesday,
        Weekday::Thursday => WeekDay::Thursday,
        Weekday::Friday => WeekDay::Friday,
        Weekday::Saturday => WeekDay::Saturday,
        Weekday::Sunday => WeekDay::Sunday,
    }
}

/// Why a calendar must not be published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarProblem {
    /// Nobody ever works, so that no clock would ever reach its target.
    #[error("the calendar has no shifts")]
    NoShifts,
    /// The shift begins after the end of the day on which it is entered.
    #[error("the shift {} does not begin on its day; a day ends at 24:00", spoken(.0))]
    BeginsOnAnotherDay(Shift),
    /// The shift ends when it begins, or before.
    #[error("the shift {} does not end after it begins; a shift past midnight ends after 24:00", spoken(.0))]
    EndsBeforeItBegins(Shift),
    /// The shift is longer than a day.
    #[error("the shift {} is longer than 24 hours", spoken(.0))]
    LongerThanADay(Shift),
    /// Two shifts that begin on the same day have time in common.
    #[error("the shifts {} and {} overlap", spoken(.0), spoken(.1))]
    ShiftsOverlap(Shift, Shift),
    /// A year of which nobody plans a calendar.
    #[error("the year {0} is not one of 2000 to 2100")]
    NoSuchYear(u16),
    /// The same holiday is entered more than once.
    #[error("the holiday {0} is listed twice")]
    HolidayTwice(Date),
    /// Two make-up days are on the same date.
    #[error("the make-up day {0} is listed twice")]
    MakeUpDayTwice(Date),
}

/// The first reason, if any, why this calendar must not be published.
///
/// A shift that reaches into the next day may overlap with that day's first shift: the two count once.
#[must_use]
pub fn problem(calendar: &CalendarPublished) -> Option<CalendarProblem> {
    if calendar.week.is_empty() {
        return Some(CalendarProblem::NoShifts);
    }
    calendar
        .week
        .iter()
        .find_map(problem_of_shift)
        .or_else(|| overlapping_shifts(&calendar.week))
        .or_else(|| {
            calendar.years.iter().find(|year| !(2000..=2100).contains(*year)).copied().map(CalendarProblem::NoSuchYear)
        })
        .or_else(|| listed_twice(calendar.holidays.iter().copied()).map(CalendarProblem::HolidayTwice))
        .or_else(|| listed_twice(calendar.make_up_days.iter().map(|day| day.date)).map(CalendarProblem::MakeUpDayTwice))
}

fn problem_of_shift(shift: &Shift) -> Option<CalendarProblem> {
    if shift.from_minute >= MINUTES_PER_DAY {
        Some(CalendarProblem::BeginsOnAnotherDay(shift.clone()))
    } else if shift.to_minute <= shift.from_minute {
        Some(CalendarProblem::EndsBeforeItBegins(shift.clone()))
    } else if shift.to_minute - shift.from_minute > MINUTES_PER_DAY {
        Some(CalendarProblem::LongerThanADay(shift.clone()))
    } else {
        None
    }
}

fn overlapping_shifts(week: &[Shift]) -> Option<CalendarProblem> {
    let mut in_order: Vec<&Shift> = week.iter().collect();
    in_order.sort_by_key(|shift| (shift.day as usize, shift.from_minute));
    in_order.windows(2).find_map(|pair| match pair {
        [first, second] if first.day == second.day && second.from_minute < first.to_minute => {
            Some(CalendarProblem::ShiftsOverlap((*first).clone(), (*second).clone()))
        }
        _ => None,
    })
}

fn listed_twice(dates: impl Iterator<Item = Date>) -> Option<Date> {
    let mut in_order: Vec<Date> = dates.collect();
    in_order.sort_unstable();
    in_order.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

fn spoken(shift: &Shift) -> String {
    let Shift { day, from_minute: from, to_minute: to } = shift;
    format!("{day:?} {:02}:{:02} to {:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
}

/// Calendars and instants that the tests of this folder share.
#[cfg(test)]
pub(super) mod examples {
    use super::*;
    use events_schema::facts::calendar::MakeUpDay;

    pub(crate) const WEEK: [WeekDay; 7] = [
        WeekDay::Monday,
        WeekDay::Tuesday,
        WeekDay::Wednesday,
        WeekDay::Thursday,
        WeekDay::Friday,
        WeekDay::Saturday,
        WeekDay::Sunday,
    ];

    pub(crate) fn published(zone: &str, days: &[WeekDay], shifts: &[(u16, u16)]) -> CalendarPublished {
        let shifts_of = |day: &WeekDay| {
            let day = *day;
            shifts.iter().map(move |&(from_minute, to_minute)| Shift { day, from_minute, to_minute })
        };
        CalendarPublished {
            version: 1,
            title: "Example".parse().unwrap(),
            zone: zone.parse().unwrap(),
            week: days.iter().flat_map(shifts_of).collect(),
            holidays: Vec::new(),
            make_up_days: Vec::new(),
            years: vec![2025],
        }
    }

    /// Every minute of the week in Shanghai, by rules.
    pub(crate) fn whole_week() -> CalendarPublished {
        published("Asia/Shanghai", &WEEK, &[(0, 1440)])
    }

    /// Monday to Friday 08:00 to 12:00 and 13:00 to 18:00, National Day closed, with its two make-up days.
    pub(crate) fn five_by_nine() -> CalendarPublished {
        let make_up = |date: &str, works_like| MakeUpDay { date: date.parse().unwrap(), works_like };
        CalendarPublished {
            holidays: (1..=8).map(|day| format!("2025-10-0{day}").parse().unwrap()).collect(),
            make_up_days: vec![make_up("2025-09-28", WeekDay::Tuesday), make_up("2025-10-11", WeekDay::Wednesday)],
            ..published("Asia/Shanghai", &WEEK[..5], &[(480, 720), (780, 1080)])
        }
    }

    /// Every night from 21:00 to 02:00.
    pub(crate) fn nights() -> CalendarPublished {
        published("Asia/Shanghai", &WEEK, &[(1260, 1560)])
    }

    /// The instant of a local time such as `2025-03-07 16:30`; of a repeated one the first.
    pub(crate) fn local(zone: &str, text: &str) -> Timestamp {
        let text: civil::DateTime = text.parse().unwrap();
        Timestamp::from_jiff(text.in_tz(zone).unwrap().timestamp())
    }

    /// The instant of a local time in Shanghai.
    pub(crate) fn at(text: &str) -> Timestamp {
        local("Asia/Shanghai", text)
    }

    pub(crate) fn span(from: &str, to: &str) -> Interval {
        Interval::new(at(from), at(to)).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::super::interval::END_OF_TIME;
    use super::examples::{WEEK, at, five_by_nine, local, nights, published, span, whole_week};
    use super::*;
    use events_schema::facts::calendar::MakeUpDay;

    fn hours_on(calendar: &CalendarPublished, date: &str) -> i64 {
        let midnight = at(&format!("{date} 00:00"));
        let day = Interval::new(midnight, midnight + Duration::from_hours(24)).unwrap();
        Calendar::new(calendar).open(day).measure().as_micros() / Duration::from_hours(1).as_micros()
    }

    fn open_in(zone: &str, calendar: &CalendarPublished, from: &str, to: &str) -> Vec<String> {
        let window = Interval::new(local(zone, from), local(zone, to)).unwrap();
        let open = Calendar::new(calendar).open(window);
        open.iter().map(|one| format!("{} to {}", one.from(), one.to())).collect()
    }

    #[test]
    fn a_day_has_several_shifts() {
        let open = Calendar::new(&five_by_nine()).open(span("2025-03-07 09:00", "2025-03-10 09:00"));
        let expected = [
            span("2025-03-07 09:00", "2025-03-07 12:00"),
            span("2025-03-07 13:00", "2025-03-07 18:00"),
            span("2025-03-10 08:00", "2025-03-10 09:00"),
        ];
        assert_eq!(open, expected.into_iter().collect());
    }

    #[test]
    fn a_shift_past_midnight_is_one_interval() {
        let open = Calendar::new(&nights()).open(span("2025-03-10 01:00", "2025-03-11 12:00"));
        let expected = [span("2025-03-10 01:00", "2025-03-10 02:00"), span("2025-03-10 21:00", "2025-03-11 02:00")];
        assert_eq!(open, expected.into_iter().collect());
    }

    #[test]
    fn a_holiday_removes_the_shifts_that_begin_on_it() {
        let calendar = CalendarPublished { holidays: vec!["2025-03-11".parse().unwrap()], ..nights() };
        let open = Calendar::new(&calendar).open(span("2025-03-10 12:00", "2025-03-12 22:00"));
        let expected = [span("2025-03-10 21:00", "2025-03-11 02:00"), span("2025-03-12 21:00", "2025-03-12 22:00")];
        assert_eq!(open, expected.into_iter().collect());
    }

    #[test]
    fn a_make_up_day_works_like_another_even_on_a_holiday() {
        let mut calendar = five_by_nine();
        assert_eq!(hours_on(&calendar, "2025-10-03"), 0);
        assert_eq!(hours_on(&calendar, "2025-10-11"), 9);
        let date = "2025-10-03".parse().unwrap();
        calendar.make_up_days.push(MakeUpDay { date, works_like: WeekDay::Monday });
        assert_eq!(hours_on(&calendar, "2025-10-03"), 9);
        calendar.make_up_days = vec![MakeUpDay { date: "2025-03-10".parse().unwrap(), works_like: WeekDay::Sunday }];
        assert_eq!(hours_on(&calendar, "2025-03-10"), 0, "a Monday that works like a Sunday is closed");
    }

    #[test]
    fn shifts_of_neighbouring_days_that_overlap_count_once() {
        let calendar = published("Asia/Shanghai", &WEEK, &[(60, 300), (1260, 1560)]);
        assert_eq!(problem(&calendar), None);
        let open = Calendar::new(&calendar).open(span("2025-03-10 12:00", "2025-03-11 12:00"));
        assert_eq!(open, span("2025-03-10 21:00", "2025-03-11 05:00").into());
    }

    #[test]
    fn a_day_loses_an_hour_when_clocks_go_forward() {
        let zone = "America/New_York";
        let open =
            |from, to| open_in(zone, &published(zone, &WEEK, &[(from, to)]), "2025-03-09 00:00", "2025-03-09 12:00");
        assert_eq!(open(0, 360), ["2025-03-09T05:00:00Z to 2025-03-09T10:00:00Z"], "00:00 to 06:00 lasts 5 hours");
        assert_eq!(open(150, 360), ["2025-03-09T07:30:00Z to 2025-03-09T10:00:00Z"], "02:30 is 03:30");
        assert_eq!(open(60, 150), ["2025-03-09T06:00:00Z to 2025-03-09T07:30:00Z"], "01:00 EST to 03:30 EDT");
        assert_eq!(open(130, 160), ["2025-03-09T07:10:00Z to 2025-03-09T07:40:00Z"], "moved behind the gap");
        assert_eq!(open(150, 180), [""; 0], "from 03:30 to 03:00 there is no time");
    }

    #[test]
    fn a_day_gains_an_hour_when_clocks_go_back() {
        let zone = "America/New_York";
        let open =
            |from, to| open_in(zone, &published(zone, &WEEK, &[(from, to)]), "2025-11-02 00:00", "2025-11-02 12:00");
        assert_eq!(open(0, 360), ["2025-11-02T04:00:00Z to 2025-11-02T11:00:00Z"], "00:00 to 06:00 lasts 7 hours");
        assert_eq!(open(90, 360), ["2025-11-02T05:30:00Z to 2025-11-02T11:00:00Z"], "the first 01:30 counts");
        assert_eq!(open(60, 90), ["2025-11-02T05:00:00Z to 2025-11-02T05:30:00Z"], "not once more in the second pass");
        assert_eq!(open(30, 120), ["2025-11-02T04:30:00Z to 2025-11-02T07:00:00Z"], "02:00 is after both passes");
    }

    #[test]
    fn night_shifts_in_berlin_follow_the_zone() {
        let zone = "Europe/Berlin";
        let nights = published(zone, &WEEK, &[(1320, 1800)]);
        let open = |from, to| open_in(zone, &nights, from, to);
        let spring = open("2025-03-29 12:00", "2025-03-30 12:00");
        assert_eq!(spring, ["2025-03-29T21:00:00Z to 2025-03-30T04:00:00Z"], "22:00 CET to 06:00 CEST: 7 hours");
        let autumn = open("2025-10-25 12:00", "2025-10-26 12:00");
        assert_eq!(autumn, ["2025-10-25T20:00:00Z to 2025-10-26T05:00:00Z"], "22:00 CEST to 06:00 CET: 9 hours");
    }

    /// Zones that skipped or repeated midnight, a day, or a minute past midnight.
    #[test]
    fn a_week_of_whole_days_has_no_holes_in_any_zone() {
        for zone in ["Africa/Cairo", "America/Havana", "America/St_Johns", "Asia/Beirut", "Asia/Manila", "Pacific/Apia"]
        {
            let calendar = Calendar::new(&published(zone, &WEEK, &[(0, 1440)]));
            for year in ["2006", "2010", "2011", "2024"] {
                let from = local(zone, &format!("{year}-01-01 00:00"));
                let window = Interval::new(from, from + Duration::from_hours(24 * 366)).unwrap();
                assert_eq!(calendar.open(window), window.into(), "{zone} {year}");
            }
        }
    }

    /// Whatever the margins of days are: an instant is open or not, regardless of the window that asks.
    #[test]
    fn open_time_does_not_depend_on_the_window() {
        // St John's put clocks back at one minute past midnight until 2010, and Samoa left out 30 December 2011.
        let years = [("America/St_Johns", "2010"), ("Pacific/Apia", "2011"), ("Europe/Berlin", "2025")];
        let shifts = [(0, 200), (1260, 1570)];
        for ((zone, year), shift) in years.into_iter().flat_map(|year| shifts.map(|shift| (year, shift))) {
            let calendar = Calendar::new(&published(zone, &WEEK, &[shift]));
            let from = local(zone, &format!("{year}-01-01 00:00"));
            let year = Interval::new(from, from + Duration::from_hours(24 * 365)).unwrap();
            let whole = calendar.open(year);
            let mut begin = year.from();
            while let Some(short) = Interval::new(begin, (begin + Duration::from_minutes(50)).min(year.to())) {
                assert_eq!(calendar.open(short), whole.clip(short), "{zone} {begin}");
                begin = short.to();
            }
        }
    }

    #[test]
    fn years_without_holidays_are_provisional() {
        let calendar = Calendar::new(&CalendarPublished { years: vec![2025, 2026], ..five_by_nine() });
        assert!(!calendar.is_provisional(span("2025-01-01 00:00", "2027-01-01 00:00")));
        assert!(calendar.is_provisional(span("2024-12-31 23:59", "2025-01-01 01:00")));
        assert!(calendar.is_provisional(span("2026-12-31 23:00", "2027-01-01 00:01")));
        assert!(calendar.is_provisional(span("2024-06-01 00:00", "2028-01-01 00:00")));
        let forever = Interval::open_ended(at("2025-06-01 00:00")).unwrap();
        assert!(calendar.is_provisional(forever));
        assert!(!Calendar::around_the_clock().is_provisional(forever));
    }

    #[test]
    fn the_ends_of_time_are_no_obstacle() {
        let first = Timestamp::from_micros(i64::MIN);
        for calendar in [whole_week(), five_by_nine(), nights()].iter().map(Calendar::new) {
            for window in [
                Interval::new(first, first + Duration::from_hours(100)).unwrap(),
                Interval::new(END_OF_TIME - Duration::from_hours(100), END_OF_TIME).unwrap(),
            ] {
                assert!(!calendar.open(window).is_empty());
            }
        }
    }

    #[test]
    fn calendars_that_nobody_may_publish_still_have_a_meaning() {
        let calendar = published("Asia/Shanghai", &WEEK[..1], &[(600, 540), (480, 600), (540, 720), (1500, 4500)]);
        let open = Calendar::new(&calendar).open(span("2025-03-10 00:00", "2025-03-17 00:00"));
        let expected = [span("2025-03-10 08:00", "2025-03-10 12:00"), span("2025-03-11 01:00", "2025-03-13 03:00")];
        assert_eq!(open, expected.into_iter().collect());
        let late = span("2025-03-13 00:00", "2025-03-13 02:00");
        assert_eq!(Calendar::new(&calendar).open(late), late.into(), "a shift of two days is found from its end");
    }

    #[test]
    fn problems_in_order_of_precedence() {
        let monday = |shifts: &[(u16, u16)]| published("Asia/Shanghai", &WEEK[..1], shifts);
        let shift = |from_minute, to_minute| Shift { day: WeekDay::Monday, from_minute, to_minute };
        let twice = |date: &str| vec![date.parse::<Date>().unwrap(); 2];
        let make_up = MakeUpDay { date: "2025-10-11".parse().unwrap(), works_like: WeekDay::Friday };
        let table = [
            (monday(&[]), CalendarProblem::NoShifts, "the calendar has no shifts"),
            (
                monday(&[(1440, 1500)]),
                CalendarProblem::BeginsOnAnotherDay(shift(1440, 1500)),
                "the shift Monday 24:00 to 25:00 does not begin on its day; a day ends at 24:00",
            ),
            (
                monday(&[(480, 720), (1260, 120)]),
                CalendarProblem::EndsBeforeItBegins(shift(1260, 120)),
                "the shift Monday 21:00 to 02:00 does not end after it begins; a shift past midnight ends after 24:00",
            ),
            (
                monday(&[(480, 480)]),
                CalendarProblem::EndsBeforeItBegins(shift(480, 480)),
                "the shift Monday 08:00 to 08:00 does not end after it begins; a shift past midnight ends after 24:00",
            ),
            (
                monday(&[(480, 1921)]),
                CalendarProblem::LongerThanADay(shift(480, 1921)),
                "the shift Monday 08:00 to 32:01 is longer than 24 hours",
            ),
            (
                monday(&[(780, 1080), (480, 800)]),
                CalendarProblem::ShiftsOverlap(shift(480, 800), shift(780, 1080)),
                "the shifts Monday 08:00 to 13:20 and Monday 13:00 to 18:00 overlap",
            ),
            (
                CalendarPublished { years: vec![2025, 1], ..nights() },
                CalendarProblem::NoSuchYear(1),
                "the year 1 is not one of 2000 to 2100",
            ),
            (
                CalendarPublished { holidays: twice("2025-10-01"), make_up_days: vec![make_up.clone(); 2], ..nights() },
                CalendarProblem::HolidayTwice("2025-10-01".parse().unwrap()),
                "the holiday 2025-10-01 is listed twice",
            ),
            (
                CalendarPublished { make_up_days: vec![make_up; 2], ..nights() },
                CalendarProblem::MakeUpDayTwice("2025-10-11".parse().unwrap()),
                "the make-up day 2025-10-11 is listed twice",
            ),
        ];
        for (calendar, expected, text) in table {
            assert_eq!(expected.to_string(), text);
            assert_eq!(problem(&calendar), Some(expected));
        }
    }

    #[test]
    fn good_calendars_have_no_problem() {
        for calendar in [whole_week(), five_by_nine(), nights()] {
            assert_eq!(problem(&calendar), None);
        }
        let touching = published("Asia/Shanghai", &WEEK, &[(480, 720), (720, 1080), (1439, 2879)]);
        assert_eq!(problem(&touching), None, "shifts that touch do not overlap");
    }
}
