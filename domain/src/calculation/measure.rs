//! What a clock shows: the time that counts, the instant at which enough of it has counted, and where the rest went.
//!
//! All three read the same set, `[from, to) ∩ open \ paused`, so that deadlines, overruns and explanations cannot
//! disagree. Pauses are the holds that the policy lets this clock stand still for (open point 3 of `policy.md`); one
//! that goes on is an interval to [`END_OF_TIME`](super::interval::END_OF_TIME). Around the clock without pauses, which
//! is nearly every clock, each answer is one subtraction, addition or segment, and only the list of segments allocates.

use std::iter;

use events_schema::{Duration, Timestamp};

use super::calendar::Calendar;
use super::interval::{Interval, Intervals};

/// How far [`reached`] looks ahead: ten years. A clock that needs longer has a calendar that is as good as closed.
pub const HORIZON: Duration = Duration::from_hours(24 * 3_653);

/// Most targets are hours, and most calendars open again within this time, even after a long weekend.
const FIRST_LOOK: Duration = Duration::from_hours(96);

/// A stretch of a clock's life in which one thing held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Segment {
    /// When it began.
    pub from: Timestamp,
    /// When the next began.
    pub to: Timestamp,
    /// What held.
    pub kind: SegmentKind,
}

/// Whether time counts, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SegmentKind {
    /// The clock ran.
    Counted,
    /// The calendar was closed, whether a pause was on or not: a pause costs nothing then.
    Closed,
    /// The calendar was open, but the clock was held.
    Paused,
}

impl Segment {
    /// How long it is.
    #[must_use]
    pub const fn length(self) -> Duration {
        self.to.since(self.from)
    }
}

/// How much time counts between the two instants; none if `to` is not after `from`.
///
/// ```text
/// elapsed = | [from, to) ∩ open \ pauses |
/// ```
#[must_use]
pub fn elapsed(calendar: &Calendar, pauses: &Intervals, from: Timestamp, to: Timestamp) -> Duration {
    let Some(window) = Interval::new(from, to) else { return Duration::ZERO };
    if calendar.is_around_the_clock() {
        return pauses.gaps(window).map(Interval::length).sum();
    }
    calendar.open(window).iter().flat_map(|open| pauses.gaps(open)).map(Interval::length).sum()
}

/// The first instant at which `length` has counted since `from`: deadlines and warning thresholds.
///
/// It is `from` itself if `length` is not positive. There is none if not enough time counts within [`HORIZON`] after
/// `from`: the calendar hardly ever opens, or a pause goes on. The open time is looked up between the pauses only, and
/// in steps that double, so that neither a pause without an end nor a short target makes anybody compute ten years.
#[must_use]
pub fn reached(calendar: &Calendar, pauses: &Intervals, from: Timestamp, length: Duration) -> Option<Timestamp> {
    if length <= Duration::ZERO {
        return Some(from);
    }
    let horizon = Interval::new(from, from + HORIZON)?;
    let mut left = length;
    for unpaused in pauses.gaps(horizon) {
        if calendar.is_around_the_clock() {
            if let Some(at) = spend(&mut left, iter::once(unpaused)) {
                return Some(at);
            }
            continue;
        }
        for step in doubling(unpaused, FIRST_LOOK + left) {
            if let Some(at) = spend(&mut left, calendar.open(step).iter()) {
                return Some(at);
            }
        }
    }
    None
}

/// Takes the intervals from what is left, in order, until nothing is.
fn spend(left: &mut Duration, counted: impl Iterator<Item = Interval>) -> Option<Timestamp> {
    for interval in counted {
        if *left <= interval.length() {
            return Some(interval.from() + *left);
        }
        *left = *left - interval.length();
    }
    None
}

/// Cuts the interval into steps, each twice as long as the one before.
fn doubling(interval: Interval, first: Duration) -> impl Iterator<Item = Interval> {
    let (mut from, mut length) = (interval.from(), first);
    iter::from_fn(move || {
        let step = Interval::new(from, interval.to().min(from + length))?;
        from = step.to();
        length = length + length;
        Some(step)
    })
}

/// The time between the two instants, cut into what counted, was closed and was paused.
///
/// There is no segment if `to` is not after `from`. Each segment begins where the one before ended, neighbours differ
/// in kind, and the counted ones add up to [`elapsed`].
#[must_use]
pub fn segments(calendar: &Calendar, pauses: &Intervals, from: Timestamp, to: Timestamp) -> Vec<Segment> {
    let mut segments = Vec::new();
    let Some(window) = Interval::new(from, to) else { return segments };
    if calendar.is_around_the_clock() {
        push_open(&mut segments, pauses, window);
        return segments;
    }
    let mut closed_from = from;
    for open in &calendar.open(window) {
        push(&mut segments, SegmentKind::Closed, closed_from, open.from());
        push_open(&mut segments, pauses, open);
        closed_from = open.to();
    }
    push(&mut segments, SegmentKind::Closed, closed_from, to);
    segments
}

fn push_open(segments: &mut Vec<Segment>, pauses: &Intervals, open: Interval) {
    let mut counted_from = open.from();
    for pause in pauses.within(open) {
        push(segments, SegmentKind::Counted, counted_from, pause.from());
        push(segments, SegmentKind::Paused, pause.from(), pause.to());
        counted_from = pause.to();
    }
    push(segments, SegmentKind::Counted, counted_from, open.to());
}

fn push(segments: &mut Vec<Segment>, kind: SegmentKind, from: Timestamp, to: Timestamp) {
    if from < to {
        segments.push(Segment { from, to, kind });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::super::calendar::examples::{WEEK, at, five_by_nine, local, nights, published, span, whole_week};
    use super::super::interval::END_OF_TIME;
    use super::*;
    use events_schema::facts::calendar::{CalendarPublished, Date};
    use proptest::prelude::*;

    const HOUR: Duration = Duration::from_hours(1);
    const NO_PAUSES: Intervals = Intervals::none();

    fn pauses(pairs: &[(&str, &str)]) -> Intervals {
        pairs.iter().map(|(from, to)| span(from, to)).collect()
    }

    /// The vectors of formulas.md 3.1, each with what it must also satisfy: exactly the target has elapsed.
    fn deadline(calendar: &CalendarPublished, from: &str, hours: i64, held: &[(&str, &str)]) -> Timestamp {
        let (calendar, held, target) = (Calendar::new(calendar), pauses(held), Duration::from_hours(hours));
        let due = reached(&calendar, &held, at(from), target).unwrap();
        assert_eq!(elapsed(&calendar, &held, at(from), due), target);
        due
    }

    #[test]
    fn v1_around_the_clock_over_midnight() {
        assert_eq!(deadline(&whole_week(), "2025-03-01 23:30", 2, &[]), at("2025-03-02 01:30"));
        let due = reached(&Calendar::around_the_clock(), &NO_PAUSES, at("2025-03-01 23:30"), Duration::from_hours(2));
        assert_eq!(due, Some(at("2025-03-02 01:30")));
    }

    #[test]
    fn v2_around_the_clock_with_two_pauses() {
        let held = [("2025-03-01 10:30", "2025-03-01 11:00"), ("2025-03-01 11:15", "2025-03-01 12:00")];
        assert_eq!(deadline(&whole_week(), "2025-03-01 10:00", 2, &held), at("2025-03-01 13:15"));
        let (calendar, held) = (Calendar::around_the_clock(), pauses(&held));
        let due = reached(&calendar, &held, at("2025-03-01 10:00"), Duration::from_hours(2));
        assert_eq!(due, Some(at("2025-03-01 13:15")));
    }

    #[test]
    fn v3_five_by_nine_over_the_weekend() {
        assert_eq!(deadline(&five_by_nine(), "2025-03-07 16:30", 4, &[]), at("2025-03-10 10:30"));
    }

    #[test]
    fn v4_five_by_nine_paused_over_the_weekend() {
        let held = [("2025-03-07 17:00", "2025-03-10 10:00")];
        assert_eq!(deadline(&five_by_nine(), "2025-03-07 16:30", 4, &held), at("2025-03-10 14:30"));
        let (calendar, held) = (Calendar::new(&five_by_nine()), pauses(&held));
        let counted = elapsed(&calendar, &held, at("2025-03-07 16:30"), at("2025-03-10 11:00"));
        assert_eq!(counted, Duration::from_minutes(90));
    }

    #[test]
    fn v5_overlapping_pauses_count_once() {
        let held = [("2025-03-10 09:00", "2025-03-10 10:00"), ("2025-03-10 09:30", "2025-03-10 11:00")];
        assert_eq!(deadline(&five_by_nine(), "2025-03-10 08:00", 4, &held), at("2025-03-10 15:00"));
    }

    #[test]
    fn v6_national_day_is_closed() {
        assert_eq!(deadline(&five_by_nine(), "2025-09-30 16:00", 16, &[]), at("2025-10-10 14:00"));
    }

    #[test]
    fn v7_nights_from_21_to_02() {
        assert_eq!(deadline(&nights(), "2025-03-10 01:00", 3, &[]), at("2025-03-10 23:00"));
    }

    #[test]
    fn v8_a_make_up_sunday_counts() {
        assert_eq!(deadline(&five_by_nine(), "2025-09-26 17:00", 4, &[]), at("2025-09-28 11:00"));
    }

    #[test]
    fn v9_new_york_when_clocks_go_forward() {
        let zone = "America/New_York";
        let from = local(zone, "2025-03-09 00:30");
        for calendar in [Calendar::new(&published(zone, &WEEK, &[(0, 1440)])), Calendar::around_the_clock()] {
            let due = reached(&calendar, &NO_PAUSES, from, Duration::from_hours(4));
            assert_eq!(due, Some(local(zone, "2025-03-09 05:30")));
        }
    }

    #[test]
    fn a_night_shift_in_which_clocks_change_counts_what_was_worked() {
        for (zone, before, after, hours) in [
            ("America/New_York", "2025-03-08 20:00", "2025-03-09 12:00", 7),
            ("America/New_York", "2025-11-01 20:00", "2025-11-02 12:00", 9),
            ("Europe/Berlin", "2025-03-29 20:00", "2025-03-30 12:00", 7),
            ("Europe/Berlin", "2025-10-25 20:00", "2025-10-26 12:00", 9),
        ] {
            let calendar = Calendar::new(&published(zone, &WEEK, &[(1320, 1800)]));
            let (from, to) = (local(zone, before), local(zone, after));
            assert_eq!(elapsed(&calendar, &NO_PAUSES, from, to), Duration::from_hours(hours), "{zone} {before}");
            let end = local(zone, &after.replace("12:00", "06:00"));
            assert_eq!(reached(&calendar, &NO_PAUSES, from, Duration::from_hours(hours)), Some(end));
        }
    }

    #[test]
    fn nothing_to_count_is_reached_at_once() {
        let closed = at("2025-03-08 12:00");
        for length in [Duration::ZERO, Duration::from_hours(-1)] {
            assert_eq!(reached(&Calendar::new(&five_by_nine()), &NO_PAUSES, closed, length), Some(closed));
        }
        assert_eq!(reached(&Calendar::around_the_clock(), &NO_PAUSES, END_OF_TIME, HOUR), None);
    }

    #[test]
    fn a_deadline_is_the_end_of_a_shift_rather_than_the_start_of_the_next() {
        let due = reached(&Calendar::new(&five_by_nine()), &NO_PAUSES, at("2025-03-07 17:00"), HOUR);
        assert_eq!(due, Some(at("2025-03-07 18:00")));
    }

    #[test]
    fn time_that_runs_backwards_counts_nothing() {
        let (early, late) = (at("2025-03-10 09:00"), at("2025-03-10 10:00"));
        for calendar in CALENDARS.iter() {
            assert_eq!(elapsed(calendar, &NO_PAUSES, late, early), Duration::ZERO);
            assert_eq!(segments(calendar, &NO_PAUSES, late, early), []);
            assert_eq!(segments(calendar, &NO_PAUSES, late, late), []);
        }
    }

    #[test]
    fn a_pause_that_goes_on_leaves_no_deadline() {
        let from = at("2025-03-10 09:00");
        for calendar in CALENDARS.iter().chain([&Calendar::around_the_clock()]) {
            let held: Intervals = Interval::open_ended(at("2025-03-10 09:30")).into_iter().collect();
            assert_eq!(reached(calendar, &held, from, HOUR), None);
            // Ten years of shifts for each of these questions would take minutes.
            let asked = (0..20_000).filter_map(|_| reached(calendar, &held, from, HOUR)).count();
            assert_eq!(asked, 0);
        }
        let held: Intervals = Interval::open_ended(at("2025-03-10 09:30")).into_iter().collect();
        let due = reached(&Calendar::new(&five_by_nine()), &held, from, Duration::from_minutes(30));
        assert_eq!(due, Some(at("2025-03-10 09:30")), "what was reached before the pause stays reached");
    }

    #[test]
    fn the_search_ends_after_ten_years() {
        let from = at("2025-01-01 00:00");
        let mut closed = published("Asia/Shanghai", &WEEK, &[]);
        assert_eq!(reached(&Calendar::new(&closed), &NO_PAUSES, from, HOUR), None);
        let once = |date: &str| date.parse::<Date>().unwrap();
        closed = published("Asia/Shanghai", &WEEK[..1], &[(480, 540)]);
        let a_monday_far_off = |calendar: &mut CalendarPublished, years: i16| {
            let first = once("2025-01-01").to_jiff();
            let days = first.series(jiff::Span::new().days(1)).take_while(|day| day.year() < 2025 + years);
            calendar.holidays = days.map(Date::from_jiff).collect();
        };
        a_monday_far_off(&mut closed, 9);
        assert_eq!(reached(&Calendar::new(&closed), &NO_PAUSES, from, HOUR), Some(at("2034-01-02 09:00")));
        a_monday_far_off(&mut closed, 11);
        assert_eq!(reached(&Calendar::new(&closed), &NO_PAUSES, from, HOUR), None);
        let around = Calendar::around_the_clock();
        assert_eq!(reached(&around, &NO_PAUSES, from, HORIZON), Some(from + HORIZON));
        assert_eq!(reached(&around, &NO_PAUSES, from, HORIZON + Duration::from_micros(1)), None);
    }

    #[test]
    fn a_pause_in_closed_time_shows_as_closed() {
        let calendar = Calendar::new(&five_by_nine());
        let held = pauses(&[("2025-03-07 17:00", "2025-03-10 10:00")]);
        let shown: Vec<_> = segments(&calendar, &held, at("2025-03-07 16:30"), at("2025-03-10 14:30"))
            .into_iter()
            .map(|segment| (segment.kind, segment.from, segment.length()))
            .collect();
        let expected = [
            (SegmentKind::Counted, "2025-03-07 16:30", 30),
            (SegmentKind::Paused, "2025-03-07 17:00", 60),
            (SegmentKind::Closed, "2025-03-07 18:00", 62 * 60),
            (SegmentKind::Paused, "2025-03-10 08:00", 120),
            (SegmentKind::Counted, "2025-03-10 10:00", 120),
            (SegmentKind::Closed, "2025-03-10 12:00", 60),
            (SegmentKind::Counted, "2025-03-10 13:00", 90),
        ];
        assert_eq!(shown, expected.map(|(kind, from, minutes)| (kind, at(from), Duration::from_minutes(minutes))));
    }

    /// The three calendars of the reference.
    static CALENDARS: LazyLock<[Calendar; 3]> =
        LazyLock::new(|| [whole_week(), five_by_nine(), nights()].each_ref().map(Calendar::new));

    /// Instants of autumn 2025, which has holidays and make-up days, to the microsecond.
    fn instant() -> impl Strategy<Value = Timestamp> {
        (0..Duration::from_hours(24 * 70).as_micros())
            .prop_map(|past| at("2025-08-25 00:00") + Duration::from_micros(past))
    }

    fn length(hours: i64) -> impl Strategy<Value = Duration> {
        (1..Duration::from_hours(hours).as_micros()).prop_map(Duration::from_micros)
    }

    fn some_pauses() -> impl Strategy<Value = Vec<Interval>> {
        let pause = (instant(), length(90)).prop_map(|(from, length)| Interval::new(from, from + length).unwrap());
        prop::collection::vec(pause, 0..12)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn exactly_the_target_has_elapsed_at_the_deadline_and_less_before(
            which in 0_usize..4, held in some_pauses(), from in instant(), target in length(100),
        ) {
            let around = Calendar::around_the_clock();
            let (calendar, held) = (CALENDARS.get(which).unwrap_or(&around), held.into_iter().collect());
            let due = reached(calendar, &held, from, target).unwrap();
            let tick = Duration::from_micros(1);
            prop_assert_eq!(elapsed(calendar, &held, from, due), target);
            prop_assert_eq!(elapsed(calendar, &held, from, due - tick), target - tick);
        }

        #[test]
        fn elapsed_is_monotone_and_adds_up(
            which in 0_usize..3, held in some_pauses(), mut cuts in prop::array::uniform3(instant()),
        ) {
            let (calendar, held) = (&CALENDARS[which], held.into_iter().collect());
            cuts.sort_unstable();
            let [from, between, to] = cuts;
            let (first, second) = (elapsed(calendar, &held, from, between), elapsed(calendar, &held, between, to));
            let whole = elapsed(calendar, &held, from, to);
            prop_assert_eq!(first + second, whole);
            prop_assert!(Duration::ZERO <= first && first <= whole && whole <= to.since(from));
            let around = elapsed(&Calendar::around_the_clock(), &held, from, to);
            prop_assert!(whole <= around);
            prop_assert!(which != 0 || whole == around, "every minute of the week is around the clock");
        }

        #[test]
        fn pauses_cost_open_time_only_and_only_once(
            which in 0_usize..3, held in some_pauses(), more in some_pauses(), from in instant(), length in length(900),
        ) {
            let (calendar, to) = (&CALENDARS[which], from + length);
            let window = Interval::new(from, to).unwrap();
            let twice: Intervals = held.iter().chain(&held).copied().collect();
            let (held, more): (Intervals, Intervals) = (held.into_iter().collect(), more.into_iter().collect());
            prop_assert_eq!(&twice, &held);
            let counted = |pauses: &Intervals| elapsed(calendar, pauses, from, to);
            let in_closed_time = more.minus(&calendar.open(window));
            prop_assert_eq!(counted(&held.union(&in_closed_time)), counted(&held));
            let cost = |pauses: &Intervals| counted(&NO_PAUSES) - counted(pauses);
            prop_assert_eq!(cost(&held.union(&more)), cost(&held) + cost(&more) - cost(&held.intersect(&more)));
            prop_assert_eq!(cost(&held), calendar.open(window).intersect(&held).measure());
        }

        #[test]
        fn segments_partition_the_time_and_add_up(
            which in 0_usize..4, held in some_pauses(), from in instant(), length in length(900),
        ) {
            let (around, to) = (Calendar::around_the_clock(), from + length);
            let (calendar, held) = (CALENDARS.get(which).unwrap_or(&around), held.into_iter().collect());
            let all = segments(calendar, &held, from, to);
            prop_assert_eq!((all[0].from, all[all.len() - 1].to), (from, to));
            prop_assert!(all.windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].kind != pair[1].kind));
            let of_kind = |kind| -> Intervals {
                all.iter().filter(|one| one.kind == kind).filter_map(|one| Interval::new(one.from, one.to)).collect()
            };
            let window = Interval::new(from, to).unwrap();
            let open = calendar.open(window);
            prop_assert_eq!(of_kind(SegmentKind::Counted).measure(), elapsed(calendar, &held, from, to));
            prop_assert_eq!(of_kind(SegmentKind::Counted), open.minus(&held));
            prop_assert_eq!(of_kind(SegmentKind::Paused), open.intersect(&held));
            prop_assert_eq!(of_kind(SegmentKind::Closed), Intervals::from(window).minus(&open));
        }

        #[test]
        fn counting_minute_by_minute_agrees(
            which in 0..NAIVE.len(), from in 0_usize..300_000, length in 0_usize..40_000, target in 1_usize..9_000,
            held in prop::collection::vec((0_usize..60_000, 1_usize..4_000), 0..8),
        ) {
            let naive = &NAIVE[which];
            let held: Vec<_> = held.into_iter().map(|(past, length)| (from + past, from + past + length)).collect();
            let pauses = held.iter().filter_map(|&(a, b)| Interval::new(naive.minute(a), naive.minute(b))).collect();
            let (start, end) = (naive.minute(from), naive.minute(from + length));
            let counted = i64::try_from(naive.elapsed(&held, from, from + length)).unwrap();
            prop_assert_eq!(elapsed(&naive.calendar, &pauses, start, end), Duration::from_minutes(counted));
            let target_length = Duration::from_minutes(i64::try_from(target).unwrap());
            let due = naive.reached(&held, from, target).map(|due| naive.minute(due));
            prop_assert_eq!(reached(&naive.calendar, &pauses, start, target_length), due);
        }
    }

    /// The same clock for somebody who looks at the wall every minute: is one of the shifts on the notice board on?
    ///
    /// It goes from instants to local times, the other way round than the calendar does, and knows no intervals.
    struct Naive {
        calendar: Calendar,
        first: Timestamp,
        open: Vec<bool>,
    }

    static NAIVE: LazyLock<Vec<Naive>> = LazyLock::new(|| {
        let early_and_late = [(60, 300), (480, 721), (1260, 1560)];
        let mut in_new_york = published("America/New_York", &WEEK[2..], &[(1320, 1800)]);
        in_new_york.holidays = vec!["2025-07-04".parse().unwrap(), "2025-11-01".parse().unwrap()];
        [
            whole_week(),
            five_by_nine(),
            nights(),
            published("Asia/Shanghai", &WEEK[1..6], &early_and_late),
            in_new_york,
            published("Europe/Berlin", &WEEK, &[(0, 90), (240, 1440)]),
        ]
        .iter()
        .map(Naive::new)
        .collect()
    });

    impl Naive {
        const MINUTES: usize = 366 * 1440;

        fn new(published: &CalendarPublished) -> Self {
            let first = at("2025-02-01 00:00");
            let zone = published.zone.to_jiff();
            let is_open = |minute: usize| {
                let past = Duration::from_minutes(i64::try_from(minute).unwrap());
                let wall = zone.to_datetime((first + past).to_jiff());
                let of_day = u16::try_from(i32::from(wall.hour()) * 60 + i32::from(wall.minute())).unwrap();
                let today = wall.date();
                Self::on(published, today, of_day) || Self::on(published, today.yesterday().unwrap(), of_day + 1440)
            };
            Self { calendar: Calendar::new(published), first, open: (0..Self::MINUTES).map(is_open).collect() }
        }

        /// Whether a shift of that day is on, so many minutes after its midnight.
        fn on(published: &CalendarPublished, day: jiff::civil::Date, minute: u16) -> bool {
            let make_up = published.make_up_days.iter().find(|one| one.date.to_jiff() == day);
            if make_up.is_none() && published.holidays.iter().any(|holiday| holiday.to_jiff() == day) {
                return false;
            }
            let of_week = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap();
            let works_like = make_up.map_or(WEEK[of_week], |one| one.works_like);
            let mut shifts = published.week.iter().filter(|shift| shift.day == works_like);
            shifts.any(|shift| shift.from_minute <= minute && minute < shift.to_minute)
        }

        fn minute(&self, minute: usize) -> Timestamp {
            self.first + Duration::from_minutes(i64::try_from(minute).unwrap())
        }

        fn counts(&self, held: &[(usize, usize)], minute: usize) -> bool {
            self.open[minute] && !held.iter().any(|&(from, to)| from <= minute && minute < to)
        }

        fn elapsed(&self, held: &[(usize, usize)], from: usize, to: usize) -> usize {
            (from..to).filter(|&minute| self.counts(held, minute)).count()
        }

        fn reached(&self, held: &[(usize, usize)], from: usize, target: usize) -> Option<usize> {
            let mut counting = (from..self.open.len()).filter(|&minute| self.counts(held, minute));
            counting.nth(target - 1).map(|last| last + 1)
        }
    }
}
