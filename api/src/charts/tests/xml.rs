//! Whatever a chart is given, it is a picture that programs can read.

use proptest::prelude::*;
use roxmltree::Document;

use super::super::fishbone::tests::fishbone;
use super::super::*;

/// Attributes that hold coordinates.
const NUMBERS: [&str; 12] = ["x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "width", "height"];

/// Well-formed, named, with unique ids, finite numbers and nothing that runs or is fetched.
fn check(svg: &str) {
    let tree = Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    let root = tree.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    let ids: Vec<&str> = tree.descendants().filter_map(|node| node.attribute("id")).collect();
    assert_eq!(root.attribute("aria-labelledby").unwrap(), ids.join(" "), "title and desc, and no other ids");
    for node in tree.descendants().filter(roxmltree::Node::is_element) {
        let known = ["svg", "title", "desc", "g", "line", "rect", "circle", "path", "text"];
        assert!(known.contains(&node.tag_name().name()), "{node:?}");
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on") && !attribute.name().contains("href"));
            if NUMBERS.contains(&attribute.name()) {
                let number: f64 = attribute.value().parse().unwrap();
                assert!(number.is_finite() && number.abs() < 1e5 && attribute.value() != "-0", "{attribute:?}");
            }
        }
        let path = node.attribute("d").unwrap_or_default();
        assert!(path.chars().all(|letter| "MLZ 0123456789.-".contains(letter)), "{path}");
    }
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -10.0_f64..1e6, 2 => 0.0_f64..1.0, 1 => any::<f64>(), 1 => Just(f64::NAN), 1 => Just(-0.0)]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\\x00-\\x1f\\x7f<>&\"'\\u{fffe}\\u{ffff}密]{0,20}"]
}

fn unit() -> impl Strategy<Value = Unit> {
    (any::<bool>(), 0_usize..4).prop_map(|(percent, decimals)| match percent {
        true => Unit::Percent { decimals },
        false => Unit::Number { decimals },
    })
}

fn language() -> impl Strategy<Value = Language> {
    prop::sample::select(&Language::ALL[..])
}

fn pareto() -> impl Strategy<Value = Pareto> {
    let bar = (text(), number(), text()).prop_map(|(label, value, value_text)| Bar { label, value, value_text });
    let other = (prop::option::of(0_usize..9), number(), text()).prop_map(|(categories, value, value_text)| OtherBar {
        categories,
        value,
        value_text,
    });
    let rest = (prop::option::of(other), prop::option::of(0_usize..9), text(), text());
    (prop::collection::vec(bar, 0..30), rest).prop_map(|(bars, (other, vital_few, total_text, measure))| Pareto {
        bars,
        other,
        vital_few,
        total_text,
        measure,
    })
}

fn periods<P: std::fmt::Debug>(point: impl Strategy<Value = P>) -> impl Strategy<Value = Vec<Period<P>>> {
    let period = (text(), prop::option::of(point)).prop_map(|(label, point)| Period { label, point });
    prop::collection::vec(period, 0..40)
}

fn control() -> impl Strategy<Value = ControlChart> {
    let signal = prop::sample::select(vec![Signal::Chance, Signal::BeyondLimit, Signal::Run]);
    let point = (number(), number(), number(), text(), signal).prop_map(|(value, low, high, counts, signal)| {
        ControlPoint { value, limits: Limits { low, high }, counts, signal }
    });
    let reading = prop::sample::select(vec![Reading::Read, Reading::NotEnoughData]);
    (unit(), prop::option::of(number()), periods(point), reading)
        .prop_map(|(unit, centre, periods, reading)| ControlChart { unit, centre, periods, reading })
}

fn trend() -> impl Strategy<Value = Trend> {
    let point =
        (number(), prop::option::of((number(), number()))).prop_map(|(value, interval)| TrendPoint { value, interval });
    let target = (number(), text()).prop_map(|(value, label)| Target { value, label });
    (unit(), periods(point), prop::option::of(target)).prop_map(|(unit, periods, target)| Trend {
        unit,
        periods,
        target,
    })
}

fn shares() -> impl Strategy<Value = Shares> {
    let row = (text(), prop::collection::vec(number(), 0..12), text()).prop_map(|(label, values, value_text)| Row {
        label,
        values,
        value_text,
    });
    let whole = prop::sample::select(vec![Whole::Each, Whole::Largest]);
    (prop::collection::vec(row, 0..12), prop::collection::vec(text(), 0..12), whole)
        .prop_map(|(rows, parts, whole)| Shares { rows, parts, whole })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_chart_is_well_formed_and_always_the_same(
        (id, title, note, language) in (text(), text(), text(), language()),
        pareto in pareto(), control in control(), trend in trend(), shares in shares(), fishbone in fishbone(),
    ) {
        let caption = Caption { id: &id, title: &title, note: &note, language };
        let draw = || [
            pareto.svg(&caption), control.svg(&caption), trend.svg(&caption), shares.svg(&caption),
            fishbone.svg(&caption), blank(&caption, Blank::NoData),
        ];
        let pictures = draw();
        pictures.iter().for_each(|picture| check(picture));
        prop_assert!(pictures == draw());
    }
}
