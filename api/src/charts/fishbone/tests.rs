//! Nothing touches anything else.

use proptest::prelude::*;

use super::super::geometry::{Point, Rect};
use super::super::picture::WIDTH;
use super::super::words::Language;
use super::layout::{Layout, RibPlace};
use super::{Cause, Fishbone, Rib, SubCause, Verdict};

/// Every text with its place.
fn texts(layout: &Layout) -> Vec<(String, Rect)> {
    let mut texts = vec![(layout.effect.whole.clone(), layout.effect.place)];
    for rib in &layout.ribs {
        texts.push((rib.name.whole.clone(), rib.name.place));
        texts.extend(rib.more.iter().map(|more| (more.whole.clone(), more.place)));
        for twig in &rib.twigs {
            texts.push((twig.text.whole.clone(), twig.text.place));
            texts.extend(twig.causes.iter().map(|sub| (sub.text.whole.clone(), sub.text.place)));
        }
    }
    texts
}

fn overlap(a: Rect, b: Rect) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

/// Whether a line that falls or rises goes through a rectangle: its points at the heights of the rectangle's edges lie
/// on one side of it if it does not.
fn crosses(rect: Rect, from: Point, to: Point) -> bool {
    let (low, high) = (from.y.min(to.y), from.y.max(to.y));
    let (top, bottom) = (rect.y.max(low), rect.bottom().min(high));
    if top >= bottom {
        return false;
    }
    let x = |y: f64| from.x + (to.x - from.x) * (y - from.y) / (to.y - from.y);
    let (a, b) = (x(top).min(x(bottom)), x(top).max(x(bottom)));
    a < rect.right() && rect.x < b
}

fn check(fishbone: &Fishbone, language: Language) {
    let layout = Layout::of(fishbone, 84.0, language);
    let texts = texts(&layout);
    for (at, (text, place)) in texts.iter().enumerate() {
        assert!(place.x >= 0.0 && place.right() <= WIDTH && place.y >= 84.0 && place.bottom() <= layout.bottom + 0.01);
        for (other, other_place) in &texts[at + 1..] {
            assert!(!overlap(*place, *other_place), "{text} {place:?} and {other} {other_place:?}");
        }
        let spine = layout.spine.0.y;
        let is_effect = at == 0;
        assert!(is_effect || place.y >= spine + 3.0 || place.bottom() <= spine - 3.0, "{text} on the spine");
        for rib in &layout.ribs {
            assert!(!crosses(*place, rib.head, rib.joint), "{text} {place:?} on a rib");
        }
        for twig in layout.ribs.iter().flat_map(|rib| &rib.twigs) {
            let (line, y) = ((twig.from.x, twig.to.x), twig.from.y);
            let through = place.y < y && y < place.bottom() && line.0 < place.right() && place.x < line.1;
            assert!(!through, "{text} {place:?} on the line at {y} of {}", twig.text.whole);
        }
    }
    layout.ribs.iter().for_each(twigs_stay_in_their_columns);
}

fn twigs_stay_in_their_columns(rib: &RibPlace) {
    for twig in &rib.twigs {
        assert!(twig.from.x < twig.to.x && twig.from.y == twig.to.y);
        let (low, high) = (rib.head.y.min(rib.joint.y), rib.head.y.max(rib.joint.y));
        assert!((low..=high).contains(&twig.to.y), "{} is beside its rib", twig.text.whole);
    }
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop::sample::select(&Verdict::ALL[..])
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z ]{0,60}", "[密封圈老化未按工艺，检查]{0,40}", "W{0,60}", any::<String>()]
}

fn cause() -> impl Strategy<Value = Cause> {
    let sub = (text(), verdict()).prop_map(|(text, verdict)| SubCause { text, verdict });
    (text(), verdict(), prop::collection::vec(sub, 0..6)).prop_map(|(text, verdict, causes)| Cause {
        text,
        verdict,
        causes,
    })
}

pub(in super::super) fn fishbone() -> impl Strategy<Value = Fishbone> {
    let rib = (text(), prop::collection::vec(cause(), 0..9)).prop_map(|(name, causes)| Rib { name, causes });
    (text(), prop::collection::vec(rib, 0..11)).prop_map(|(effect, ribs)| Fishbone { effect, ribs })
}

#[test]
fn the_fullest_diagram_has_room() {
    let sub =
        |at: usize| SubCause { text: format!("工艺文件未更新至最新版本{at}"), verdict: Verdict::Rejected };
    let cause = |at: usize| Cause {
        text: format!("活塞环装配间隙未按工艺要求逐件检查并记录在案{at}"),
        verdict: Verdict::Confirmed,
        causes: (0..5).map(sub).collect(),
    };
    let rib = |at: usize| Rib { name: format!("测量与检验方法{at}"), causes: (0..8).map(cause).collect() };
    for ribs in 1..10 {
        let ribs = (0..ribs).map(rib).collect();
        check(&Fishbone { effect: "柴油机机油消耗量过高，客户多次投诉".repeat(3), ribs }, Language::Chinese);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn nothing_touches_anything_else(fishbone in fishbone()) {
        check(&fishbone, Language::English);
    }
}
