use proptest::prelude::*;

use super::*;

fn rates(counts: &[(u64, u64)]) -> Vec<Rate> {
    counts.iter().map(|(part, whole)| Rate::new(*part, *whole).unwrap()).collect()
}

/// Parts of a hundred each; `None` is a gap.
fn of_hundred(parts: &[Option<u64>]) -> ControlChart {
    let rate = |part: &Option<u64>| part.map_or(Rate::default(), |part| Rate::new(part, 100).unwrap());
    p_chart(&parts.iter().map(rate).collect::<Vec<_>>())
}

fn some(parts: &[u64]) -> Vec<Option<u64>> {
    parts.iter().copied().map(Some).collect()
}

fn upper(chart: &ControlChart) -> Vec<String> {
    chart.points.iter().flatten().map(|point| format!("{:.4}", point.limits.high)).collect()
}

fn signals(chart: &ControlChart) -> &[Signal] {
    match &chart.reading {
        Reading::Read { signals } => signals,
        Reading::NotEnoughData { points } => panic!("only {points} points"),
    }
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-14
}

/// The published example has rates of 0.10 (n = 40), 0.20 (n = 55) and 0.05 (n = 38), with the centre 0.1271: 16.9 of
/// 133. No whole counts give these rates, since 5 % of 38 are 1.9. The nearest, 2 of 38, give the centre 17/133 =
/// 0.1278. A fourth point of 152 of 1,197 brings the centre to 169/1330, which is 16.9/133, and so gives the published
/// limits.
#[test]
fn the_limits_are_as_published() {
    let nearest = p_chart(&rates(&[(4, 40), (11, 55), (2, 38)]));
    assert_eq!(nearest.centre.map(|centre| format!("{centre:.4}")).unwrap(), "0.1278");
    assert_eq!(upper(&nearest), ["0.2862", "0.2629", "0.2903"]);
    let chart = p_chart(&rates(&[(4, 40), (11, 55), (2, 38), (152, 1_197)]));
    assert_eq!((chart.kind, chart.centre), (ChartKind::P, Some(169.0 / 1330.0)));
    assert_eq!(chart.centre.map(|centre| format!("{centre:.4}")).unwrap(), "0.1271");
    assert_eq!(upper(&chart)[..3], ["0.2850", "0.2618", "0.2892"]);
    assert!(chart.points[..3].iter().flatten().all(|point| point.limits.low == 0.0), "cut at 0");
}

#[test]
fn limits_stay_between_nothing_and_all() {
    let chart = p_chart(&rates(&[(1, 2), (4, 4), (9, 10), (0, 0)]));
    let limits: Vec<Option<Bounds>> = chart.points.iter().map(|point| point.map(|point| point.limits)).collect();
    assert_eq!(limits[0], Some(Bounds { low: 0.17343923997988597, high: 1.0 }));
    assert_eq!(limits[3], None, "a gap has no limits");
    let nothing = p_chart(&rates(&[(0, 0), (0, 0)]));
    assert_eq!((nothing.centre, &nothing.points[..]), (None, &[None, None][..]));
    assert_eq!(nothing.reading, Reading::NotEnoughData { points: 0 });
    assert_eq!(p_chart(&[]).trend(Aim::Higher), Trend::NotEnoughData);
}

/// Computed apart, with 60 digits.
#[test]
fn events_among_so_many_have_a_chart_of_their_own() {
    let counts = [(12, 40), (9, 55), (30, 400), (4, 2)];
    let chart = u_chart(&counts.map(|(events, exposed)| Incidence { events, exposed }));
    assert_eq!((chart.kind, chart.centre), (ChartKind::U, Some(55.0 / 497.0)));
    let expected = [
        (0.0, 0.2684594096237804),
        (0.0, 0.2452323751082975),
        (0.060764688940195224, 0.16056327886664581),
        (0.0, 0.8163465808019075),
    ];
    for (point, (low, high)) in chart.points.iter().flatten().zip(expected) {
        assert!(close(point.limits.low, low) && close(point.limits.high, high), "{point:?}");
    }
    let often = u_chart(&[Incidence { events: 30, exposed: 10 }; 12]);
    assert!(often.points.iter().flatten().all(|point| point.limits.high > 4.0), "more than one for each is no limit");
    assert_eq!(often.trend(Aim::Lower), Trend::Steady);
}

/// Computed apart, with 60 digits.
#[test]
fn thousands_are_measured_by_how_they_vary() {
    let chart = p_chart(&rates(&[(150, 1_000), (260, 2_000), (0, 0), (130, 900), (300, 1_900), (95, 800)]));
    let ChartKind::LaneyP { sigma_z } = chart.kind else { panic!("{:?}", chart.kind) };
    assert!(close(sigma_z, 2.1418564560771256), "{sigma_z}");
    assert_eq!(chart.centre, Some(935.0 / 6_600.0));
    let expected = [
        (0.07081118683118062, 0.2125221465021527),
        (0.09156427639076781, 0.19176905694256552),
        (0.06697843300524381, 0.21635490032808952),
        (0.09026269885587271, 0.19307063447746062),
        (0.062447831921410464, 0.22088550141192287),
    ];
    for (point, (low, high)) in chart.points.iter().flatten().zip(expected) {
        assert!(close(point.limits.low, low) && close(point.limits.high, high), "{point:?}");
    }
}

#[test]
fn it_is_a_p_chart_until_the_mean_is_a_thousand() {
    let is_laney = |counts: &[(u64, u64)]| matches!(p_chart(&rates(counts)).kind, ChartKind::LaneyP { .. });
    assert!(is_laney(&[(150, 1_000), (100, 1_000)]));
    assert!(is_laney(&[(150, 1_999), (0, 0), (1, 1)]), "a gap is not in the mean");
    assert!(!is_laney(&[(150, 1_998), (1, 1)]));
    assert!(!is_laney(&[(150, 1_000), (0, 0)]), "nothing follows it");
    assert!(!is_laney(&[(0, 1_000), (0, 1_000)]) && !is_laney(&[(1_000, 1_000), (1_000, 1_000)]), "nothing varies");
    assert!(!is_laney(&[]));
}

#[test]
fn points_that_never_vary_lie_on_limits_of_no_width_and_are_no_signal() {
    let chart = p_chart(&rates(&[(100, 1_000), (300, 3_000)].repeat(7)));
    assert_eq!(chart.kind, ChartKind::LaneyP { sigma_z: 0.0 });
    assert_eq!(signals(&chart), []);
    let never = p_chart(&rates(&[(0, 50); 20]));
    assert_eq!((never.kind, signals(&never)), (ChartKind::P, &[][..]));
}

/// The centre is 13/100, so a limit is at 23.09.
#[test]
fn a_point_beyond_its_limit_is_a_signal() {
    let chart = of_hundred(&some(&[12, 12, 13, 12, 12, 12, 13, 12, 13, 13, 12, 24, 9]));
    assert_eq!(chart.centre, Some(0.13));
    let beyond = Signal::BeyondLimit { point: 11, side: Side::Above };
    assert_eq!(signals(&chart), [beyond]);
    assert_eq!(chart.trend(Aim::Lower), Trend::Steady, "it is over");
    let chart = of_hundred(&some(&[50, 52, 48, 50, 53, 47, 50, 50, 50, 51, 49, 20]));
    assert_eq!(signals(&chart), [Signal::BeyondLimit { point: 11, side: Side::Below }]);
    assert_eq!([Aim::Lower, Aim::Higher].map(|aim| chart.trend(aim)), [Trend::Better, Trend::Worse]);
}

#[test]
fn eight_in_a_row_on_one_side_are_a_signal() {
    let seven = of_hundred(&some(&[12, 8, 12, 12, 12, 8, 8, 8, 8, 8, 8, 8, 12, 12]));
    assert_eq!((seven.centre, signals(&seven)), (Some(136.0 / 1_400.0), &[][..]));
    let eight = of_hundred(&some(&[12, 12, 12, 12, 12, 12, 8, 8, 8, 8, 8, 8, 8, 8]));
    let run = Signal::Run { from: 6, to: 13, points: 8, side: Side::Below };
    assert_eq!(signals(&eight), [run]);
    assert_eq!([Aim::Lower, Aim::Higher].map(|aim| eight.trend(aim)), [Trend::Better, Trend::Worse]);
    let back = of_hundred(&some(&[12, 12, 12, 12, 12, 8, 8, 8, 8, 8, 8, 8, 8, 12]));
    assert_eq!((signals(&back).len(), back.trend(Aim::Lower)), (1, Trend::Steady));
}

#[test]
fn a_point_on_the_centre_ends_a_row_and_a_gap_does_not() {
    let on_the_centre = of_hundred(&some(&[12, 12, 12, 12, 12, 12, 12, 12, 8, 8, 8, 8, 10, 8, 8, 8, 8]));
    let early = Signal::Run { from: 0, to: 7, points: 8, side: Side::Above };
    assert_eq!((on_the_centre.centre, signals(&on_the_centre)), (Some(0.1), &[early][..]));
    assert_eq!(on_the_centre.trend(Aim::Lower), Trend::Steady);

    let mut with_gap = some(&[12, 12, 12, 12, 12, 12, 12, 12, 8, 8, 8, 8, 8, 8, 8, 8]);
    with_gap.insert(12, None);
    with_gap.push(None);
    let with_gap = of_hundred(&with_gap);
    let late = Signal::Run { from: 8, to: 16, points: 8, side: Side::Below };
    assert_eq!(signals(&with_gap), [early, late]);
    assert_eq!(with_gap.trend(Aim::Lower), Trend::Better, "the newest point with data is the one before the gap");
}

#[test]
fn signals_stand_by_their_last_points() {
    let chart = of_hundred(&some(&[0, 40, 20, 10, 10, 10, 10, 10, 10, 10, 10, 10, 40]));
    let beyond = |point, side| Signal::BeyondLimit { point, side };
    let run = Signal::Run { from: 3, to: 11, points: 9, side: Side::Below };
    assert_eq!(signals(&chart), [beyond(0, Side::Below), beyond(1, Side::Above), run, beyond(12, Side::Above)]);
    assert_eq!(chart.trend(Aim::Lower), Trend::Worse);
}

#[test]
fn eleven_points_say_nothing() {
    let mut parts = some(&[90, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    parts.extend([None, None]);
    let chart = of_hundred(&parts);
    assert_eq!(chart.reading, Reading::NotEnoughData { points: 11 });
    assert_eq!(chart.trend(Aim::Lower), Trend::NotEnoughData);
    parts.push(Some(1));
    assert!(!signals(&of_hundred(&parts)).is_empty());
}

proptest! {
    #[test]
    fn limits_hold_the_centre_and_signals_their_rule(
        counts in prop::collection::vec((0_u64..60, 0_u64..60), 0..40), factor in prop_oneof![Just(1_u64), Just(50)],
    ) {
        let rates: Vec<Rate> = counts.iter().map(|(are, not)| Rate::of(are * factor, not * factor)).collect();
        let chart = p_chart(&rates);
        prop_assert_eq!(chart.points.len(), rates.len());
        for (point, rate) in chart.points.iter().zip(&rates) {
            prop_assert_eq!(point.map(|point| point.value), rate.value());
            if let Some((Plotted { limits: Bounds { low, high }, .. }, centre)) = point.zip(chart.centre) {
                prop_assert!(0.0 <= low && low <= centre && centre <= high && high <= 1.0);
            }
        }
        let Reading::Read { signals } = &chart.reading else {
            prop_assert!(rates.iter().filter(|rate| rate.whole() > 0).count() < 12);
            return Ok(());
        };
        for signal in signals {
            match *signal {
                Signal::BeyondLimit { point, side } => {
                    let Plotted { value, limits, .. } = chart.points[point].unwrap();
                    let beyond_low = side == Side::Below && value < limits.low;
                    prop_assert!(beyond_low || side == Side::Above && value > limits.high);
                }
                Signal::Run { from, to, points, side } => {
                    let row: Vec<Plotted> = chart.points[from..=to].iter().flatten().copied().collect();
                    prop_assert!(points == row.len() && points >= 8);
                    prop_assert!(row.iter().all(|point| point.side == Some(side)));
                }
            }
        }
    }

    #[test]
    fn what_is_better_one_way_is_worse_the_other_way(parts in prop::collection::vec(0_u64..100, 0..30)) {
        let chart = of_hundred(&some(&parts));
        let turned = match chart.trend(Aim::Higher) {
            Trend::Better => Trend::Worse,
            Trend::Worse => Trend::Better,
            same @ (Trend::Steady | Trend::NotEnoughData) => same,
        };
        prop_assert_eq!(chart.trend(Aim::Lower), turned);
    }
}
