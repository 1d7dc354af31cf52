use events_schema::facts::sla_policy::{ClockKind, MeasureRules};
use events_schema::values::Verdict;
use events_schema::{Duration, EventId, Period, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::scenario::ticket_id;
use crate::sla_policy::default_policy;

fn rules() -> MeasureRules {
    default_policy().open.measures
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn days(days: i64) -> Duration {
    Duration::from_hours(24 * days)
}

fn event(number: u128) -> EventId {
    EventId::from_uuid(uuid::Uuid::from_u128(number))
}

fn case(number: u128, received: &str) -> Case {
    let traits = Traits {
        engine_serial: Some("WP12-0001".parse().unwrap()),
        failure_code: Some("E-1".parse().unwrap()),
        ..Traits::default()
    };
    Case::reported(ticket_id(number), (at(received), event(number)), traits)
}

fn clock(is: Judged) -> Outcome {
    Outcome {
        clock: ClockKind::Triage,
        episode: 1,
        number: 1,
        event: event(900),
        is,
        first: None,
        is_contested: false,
        is_waived: false,
        owners: Vec::new(),
    }
}

fn owner(group: Option<&str>, hours: u64) -> Owner {
    let group = group.map(|group| group.parse().unwrap());
    Owner { group, person: None, department: None, counted: hours * 3_600_000_000 }
}

fn counted(cases: &[Case], periods: impl IntoIterator<Item = Period>, cut: Option<Cut>, as_of: &str) -> Vec<Row> {
    let windows: Vec<Window> = periods.into_iter().map(Window::of).collect();
    let (repeats, rules) = (Repeats::of(cases), rules());
    let look = Look { as_of: at(as_of), rules: &rules, repeats: &repeats };
    count(Wanted { windows: &windows, cut }, look, cases)
}

fn of_year(cases: &[Case], as_of: &str) -> Measures {
    let [row] = &counted(cases, ["2026".parse().unwrap()], None, as_of)[..] else { panic!("a year is one row") };
    row.measures.clone()
}

fn parts(share: Share) -> (u64, u64) {
    (share.part, share.whole)
}

#[test]
fn a_clock_counts_when_it_was_judged_raw_adjusted_and_as_it_was_first() {
    let mut ticket = case(1, "2026-03-01T00:00:00Z");
    ticket.clocks = vec![
        clock(Judged::Met(at("2026-03-01T00:30:00Z"))),
        Outcome { first: Some(Verdict::Breached), ..clock(Judged::Met(at("2026-03-01T00:40:00Z"))) },
        Outcome { is_waived: true, ..clock(Judged::Breached(at("2026-03-01T02:00:00Z"))) },
        Outcome { is_contested: true, ..clock(Judged::Breached(at("2026-04-01T02:00:00Z"))) },
        clock(Judged::Void),
        clock(Judged::Running(Some(at("2026-05-01T00:00:00Z")))),
        clock(Judged::Running(None)),
    ];
    let before = of_year(&[ticket.clone()], "2026-05-01T00:00:00Z");
    let [triage] = &before.timeliness.of_clocks[..] else { panic!("one kind of clock") };
    assert_eq!((parts(triage.now.raw), parts(triage.now.adjusted)), ((2, 4), (2, 3)));
    assert_eq!((parts(triage.first), triage.running), ((1, 4), 1), "due at an instant is not late at it");
    assert_eq!((parts(before.reassessed), parts(before.contested)), ((1, 4), (1, 4)));
    let after = of_year(&[ticket.clone()], "2026-05-01T00:00:00.000001Z");
    assert_eq!((parts(after.timeliness.clocks.raw), after.timeliness.of_clocks[0].running), ((2, 5), 0));
    let months = counted(&[ticket], "2026-Q2".parse::<Period>().unwrap().months(), None, "2026-06-01T00:00:00Z");
    let judged: Vec<u64> = months.iter().map(|row| row.measures.timeliness.clocks.raw.whole).collect();
    assert_eq!(judged, [1, 1, 0], "a month without anything is shown");
}

#[test]
fn a_month_begins_at_midnight_of_the_factory() {
    let cases = [case(1, "2026-02-28T15:59:59.999999Z"), case(2, "2026-02-28T16:00:00Z")];
    let received = |period: &str| {
        counted(&cases, [period.parse().unwrap()], None, "2026-06-01T00:00:00Z")[0].measures.tickets.received
    };
    assert_eq!((received("2026-02"), received("2026-03")), (1, 1));
}

#[test]
fn a_fault_comes_back_on_the_same_engine_within_a_window_that_has_elapsed() {
    let mut first = case(1, "2026-01-01T00:00:00Z");
    first.solved = vec![(at("2026-01-02T00:00:00Z"), event(11))];
    let again = case(2, "2026-02-01T00:00:00Z");
    let shares = |cases: &[Case], as_of: &str| -> Vec<(u64, u64, u64)> {
        let repeats = of_year(cases, as_of).recurrence;
        repeats.iter().map(|of| (of.repeats.share.part, of.repeats.share.whole, of.repeats.waiting)).collect()
    };
    let both = [first.clone(), again.clone()];
    assert_eq!(shares(&both, "2026-02-01T00:00:00Z"), [(1, 1, 0), (0, 0, 1), (0, 0, 1)], "on the 30th day");
    assert_eq!(shares(&both, "2026-01-31T23:59:59Z"), [(0, 0, 1); 3]);
    let later = Case { received: (at("2026-02-01T00:00:00.000001Z"), event(2)), ..again.clone() };
    assert_eq!(shares(&[first.clone(), later], "2026-04-02T00:00:00Z"), [(0, 1, 0), (1, 1, 0), (0, 0, 1)]);
    let merged = Case {
        ended: vec![Ended { at: at("2026-02-02T00:00:00Z"), event: event(3), how: End::Merged }],
        ..again.clone()
    };
    assert_eq!(
        shares(&[first.clone(), merged], "2026-02-02T00:00:00Z")[0],
        (0, 1, 0),
        "a part of another ticket is none"
    );
    let other = Traits { engine_serial: Some("WP12-0002".parse().unwrap()), ..again.traits.clone() };
    assert_eq!(shares(&[first.clone(), Case { traits: other, ..again }], "2026-02-02T00:00:00Z")[0], (0, 1, 0));
    first.traits.failure_code = None;
    assert_eq!(shares(&[first], "2026-02-02T00:00:00Z")[0], (0, 0, 0), "whose fault is not known is not counted");
}

#[test]
fn the_first_visit_was_enough_if_nothing_came_back() {
    let solved = |visits| {
        let mut case = case(1, "2026-01-01T00:00:00Z");
        (case.visits, case.solved) = (visits, vec![(at("2026-01-02T00:00:00Z"), event(11))]);
        case
    };
    let fixed = |case: Case, as_of: &str| {
        let fix = of_year(&[case], as_of).first_time_fix;
        (fix.share.part, fix.share.whole, fix.waiting)
    };
    let later = "2026-02-01T00:00:00Z";
    assert_eq!(fixed(solved(1), later), (1, 1, 0));
    assert_eq!(fixed(solved(1), "2026-01-03T00:00:00Z"), (0, 0, 1));
    assert_eq!(fixed(solved(2), "2026-01-03T00:00:00Z"), (0, 0, 1), "failures wait as successes do");
    assert_eq!(fixed(solved(2), later), (0, 1, 0));
    assert_eq!(fixed(solved(0), later), (0, 0, 0), "without a visit there is nothing to say");
    let refused = (at("2026-01-02T01:00:00Z"), event(12), CameBack::Refused);
    assert_eq!(fixed(Case { came_back: vec![refused], ..solved(1) }, later), (0, 1, 0));
    let back = of_year(&[Case { came_back: vec![refused], ..solved(1) }], later);
    assert_eq!(parts(back.reopened), (1, 1));
}

#[test]
fn the_time_of_a_clock_counts_for_whoever_had_it() {
    let mut ticket = case(1, "2026-03-01T00:00:00Z");
    ticket.traits.group = Some("injection".parse().unwrap());
    let met = Judged::Met(at("2026-03-01T03:00:00Z"));
    let late = Judged::Breached(at("2026-03-01T04:00:00Z"));
    ticket.clocks = vec![
        Outcome { owners: vec![owner(None, 1), owner(Some("electrical"), 2)], ..clock(met) },
        Outcome { owners: vec![owner(Some("electrical"), 1), owner(Some("injection"), 5)], ..clock(late) },
    ];
    let rows = counted(&[ticket.clone()], ["2026-03".parse().unwrap()], Some(Cut::Group), "2026-06-01T00:00:00Z");
    let shown: Vec<_> = rows
        .iter()
        .map(|row| {
            let time = row.measures.timeliness.by_time.unwrap();
            let hours = |us: u64| us / 3_600_000_000;
            (row.key.as_deref(), hours(time.met_us), hours(time.counted_us), row.measures.timeliness.clocks.raw.whole)
        })
        .collect();
    assert_eq!(shown, [(Some("electrical"), 2, 3, 0), (Some("injection"), 0, 5, 2), (None, 1, 1, 0)]);
    assert_eq!(of_year(&[ticket], "2026-06-01T00:00:00Z").timeliness.by_time, None);
}

#[test]
fn what_customers_say_counts_with_those_who_say_nothing() {
    let ended = |how| vec![Ended { at: at("2026-03-02T00:00:00Z"), event: event(4), how }];
    let rated = |rating| vec![Rated { at: at("2026-03-01T12:00:00Z"), event: event(5), rating }];
    let with =
        |number, rating, how| Case { rated: rated(rating), ended: ended(how), ..case(number, "2026-03-01T00:00:00Z") };
    let cases = [
        with(1, Some(5), End::Confirmed),
        with(2, Some(3), End::Confirmed),
        with(3, None, End::Confirmed),
        with(4, None, End::Unconfirmed),
        with(5, None, End::Withdrawn),
    ];
    let of = of_year(&cases, "2026-06-01T00:00:00Z");
    assert_eq!((parts(of.satisfaction.satisfied), of.satisfaction.mean), ((1, 2), Some(4.0)));
    assert_eq!((parts(of.satisfaction.responses), parts(of.unconfirmed)), ((2, 4), (1, 4)));
    assert_eq!((of.tickets.received, of.tickets.closed, of.tickets.withdrawn), (4, 3, 1));
}

#[test]
fn a_cause_is_compared_in_as_long_a_time_before_and_after() {
    let mut cases: Vec<Case> = (1..=20).map(|n| case(n, "2026-01-15T00:00:00Z")).collect();
    cases.extend((21..=40).map(|n| case(n, "2026-02-15T00:00:00Z")));
    for (nth, case) in cases.iter_mut().enumerate() {
        let code = if nth < 10 || nth == 20 { "E-1" } else { "E-2" };
        case.traits.failure_code = Some(code.parse().unwrap());
    }
    let cause = Cause { failure_code: Some("E-1".parse().unwrap()), ..Cause::default() };
    let from = at("2026-02-01T00:00:00Z");
    let compared = |as_of: &str| cause_before_after(&cause, from, days(30), at(as_of), &cases);
    let all = compared("2026-06-01T00:00:00Z").unwrap();
    assert_eq!((parts(all.before), parts(all.after), all.is_complete), ((10, 20), (1, 20), true));
    let change = all.change.unwrap();
    assert!((change.value + 0.45).abs() < 1e-12 && change.interval.high < 0.0, "{change:?}");
    let early = compared("2026-02-08T00:00:00Z").unwrap();
    assert_eq!((early.window, parts(early.before), early.change, early.is_complete), (days(7), (0, 0), None, false));
    assert_eq!(compared("2026-02-01T00:00:00Z"), None);
    assert_eq!(cause_before_after(&Cause::default(), from, days(30), at("2026-06-01T00:00:00Z"), &cases), None);
}

/// A measure for one engine model is compared with the issues of that model alone.
#[test]
fn a_cause_of_one_model_is_compared_within_it() {
    let mut cases: Vec<Case> = (1..=8).map(|n| case(n, "2026-01-15T00:00:00Z")).collect();
    cases.extend((9..=16).map(|n| case(n, "2026-02-15T00:00:00Z")));
    for (nth, case) in cases.iter_mut().enumerate() {
        let model = if nth % 2 == 0 { "WP12" } else { "WP10" };
        // After the change no WP12 has it any more, and every WP10.
        let code = if nth < 8 || model == "WP10" { "E-1" } else { "E-2" };
        case.traits.engine_model = Some(model.parse().unwrap());
        case.traits.failure_code = Some(code.parse().unwrap());
    }
    let from = at("2026-02-01T00:00:00Z");
    let of = |model: Option<&str>| {
        let engine_model = model.map(|model| model.parse().unwrap());
        let cause = Cause { failure_code: Some("E-1".parse().unwrap()), engine_model, ..Cause::default() };
        let all = cause_before_after(&cause, from, days(30), at("2026-06-01T00:00:00Z"), &cases).unwrap();
        (parts(all.before), parts(all.after))
    };
    assert_eq!(of(None), ((8, 8), (4, 8)));
    assert_eq!(of(Some("WP12")), ((4, 4), (0, 4)));
    assert_eq!(of(Some("WP10")), ((4, 4), (4, 4)));
    let only_a_model = Cause { engine_model: Some("WP12".parse().unwrap()), ..Cause::default() };
    assert_eq!(cause_before_after(&only_a_model, from, days(30), at("2026-06-01T00:00:00Z"), &cases), None);
}

fn some_case() -> impl Strategy<Value = Case> {
    let minute = 0..400 * 24 * 60_i64;
    let judged = (0..4, minute.clone(), any::<bool>());
    let parts =
        (minute.clone(), prop::option::of(0..3_usize), prop::collection::vec(judged, 0..4), prop::option::of(1..6_u8));
    (parts, prop::collection::vec(minute, 0..3), any::<bool>()).prop_map(
        |((received, group, clocks, rating), solved, visited)| {
            let from = at("2025-12-15T00:00:00Z");
            let instant = |minute: i64| from + Duration::from_minutes(minute);
            let groups = ["electrical", "injection", "cooling"];
            let mut case = case(received.unsigned_abs().into(), "2026-01-01T00:00:00Z");
            case.received.0 = instant(received);
            case.traits.group = group.map(|group| groups[group].parse().unwrap());
            case.clocks = clocks
                .into_iter()
                .map(|(kind, minute, is_waived)| {
                    let at = instant(minute);
                    let is = match kind {
                        0 => Judged::Met(at),
                        1 => Judged::Breached(at),
                        2 => Judged::Running(Some(at)),
                        _ => Judged::Void,
                    };
                    Outcome { is_waived, owners: vec![owner(Some("cooling"), 1)], ..clock(is) }
                })
                .collect();
            case.rated = rating
                .map(|rating| Rated { at: instant(received), event: event(5), rating: Some(rating) })
                .into_iter()
                .collect();
            case.solved = solved.into_iter().map(|minute| (instant(minute), event(6))).collect();
            case.visits = u32::from(visited);
            case
        },
    )
}

proptest! {
    /// Sums of parts are sums of the whole, whichever way it is cut, and as many observations stand behind each.
    #[test]
    fn months_and_groups_add_up_to_the_year(cases in prop::collection::vec(some_case(), 0..12)) {
        let year: Period = "2026".parse().unwrap();
        let as_of = "2026-10-01T00:00:00Z";
        let whole = of_year(&cases, as_of);
        let sums = |rows: &[Row]| {
            let mut sums = [0; 5];
            for of in rows.iter().map(|row| &row.measures) {
                let here = [
                    of.tickets.received,
                    of.timeliness.clocks.raw.whole,
                    of.timeliness.clocks.adjusted.part,
                    of.satisfaction.sum,
                    of.recurrence[0].repeats.share.whole + of.recurrence[0].repeats.waiting,
                ];
                sums.iter_mut().zip(here).for_each(|(sum, of)| *sum += of);
            }
            sums
        };
        let rows = [Row { period: year, key: None, measures: whole.clone() }];
        prop_assert_eq!(sums(&counted(&cases, year.months(), None, as_of)), sums(&rows));
        prop_assert_eq!(sums(&counted(&cases, year.quarters(), Some(Cut::Group), as_of)), sums(&rows));
        let (repeats, rules) = (Repeats::of(&cases), rules());
        let windows = [Window::of(year)];
        let wanted = Wanted { windows: &windows, cut: None };
        let look = Look { as_of: at(as_of), rules: &rules, repeats: &repeats };
        let behind = |figure| behind(wanted, look, &cases, figure, Whose::All).len() as u64;
        prop_assert_eq!(behind(Figure::Judged), whole.timeliness.clocks.raw.whole);
        prop_assert_eq!(behind(Figure::Rated), whole.satisfaction.satisfied.whole);
        prop_assert_eq!(behind(Figure::Received), whole.tickets.received);
        prop_assert_eq!(behind(Figure::Solved), whole.reopened.whole);
    }

    /// Nothing of a case counts after its last instant: whoever looks for cases by it misses none.
    #[test]
    fn nothing_counts_after_the_last_instant(case in some_case()) {
        let (repeats, rules) = (Repeats::of([&case]), rules());
        let look = Look { as_of: at("2030-01-01T00:00:00Z"), rules: &rules, repeats: &repeats };
        let mut last = case.received.0;
        observations(&case, look, |seen| last = last.max(seen.at));
        prop_assert!(last <= case.last_at());
    }
}

#[test]
fn what_was_spent_counts_by_currency_and_an_engine_counts_when_it_runs_again() {
    let cost = |amount: &str, currency: &str, day: &str| Cost {
        at: at(day),
        event: event(31),
        amount: amount.parse().unwrap(),
        currency: currency.parse().unwrap(),
    };
    let mut ticket = case(1, "2026-03-01T00:00:00Z");
    ticket.costs = vec![
        cost("12.50", "CNY", "2026-03-02T00:00:00Z"),
        cost("0.50", "CNY", "2026-03-03T00:00:00Z"),
        cost("7", "EUR", "2026-03-03T00:00:00Z"),
        cost("99", "CNY", "2027-01-03T00:00:00Z"),
    ];
    ticket.stood_still = vec![
        StoodStill { from: at("2026-03-01T00:00:00Z"), until: Some((at("2026-03-01T06:00:00Z"), event(32))) },
        StoodStill { from: at("2026-03-05T00:00:00Z"), until: None },
    ];
    let of = of_year(&[ticket], "2026-04-01T00:00:00Z");
    let spent: Vec<_> =
        of.costs.iter().map(|of| (of.entries, of.amount.to_string(), of.currency.to_string())).collect();
    assert_eq!(spent, [(2, "13".to_owned(), "CNY".to_owned()), (1, "7".to_owned(), "EUR".to_owned())]);
    assert_eq!((of.downtime.times, of.downtime.total), (1, Duration::from_hours(6)));
}
