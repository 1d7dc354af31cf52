//! What pictures say is complete: whoever reads only the words knows as much.

use super::super::*;
use super::samples;

/// The words of a picture, between `<desc>` and its end.
fn words(svg: &str) -> String {
    let tree = roxmltree::Document::parse(svg).unwrap();
    let desc = tree.root_element().children().find(|node| node.has_tag_name("desc")).unwrap();
    desc.text().unwrap_or_default().to_owned()
}

fn caption(language: Language) -> Caption<'static> {
    Caption { id: "a", title: "T", note: "", language }
}

fn assert_says(words: &str, pieces: &[&str]) {
    let missing: Vec<_> = pieces.iter().filter(|piece| !words.contains(**piece)).collect();
    assert!(missing.is_empty(), "{missing:?} missing in: {words}");
}

#[test]
fn a_pareto_chart_is_told_bar_by_bar() {
    let chinese = words(&samples::pareto(Language::Chinese).svg(&caption(Language::Chinese)));
    assert_says(
        &chinese,
        &[
            "排列图，从大到小。共 13 类，合计 214 件。前 4 类合计达到 80% 及以上。",
            "密封圈老化漏油：71，占 33.2%，累计 33.2%；燃油喷射泵：48，占 22.4%，累计 55.6%；",
            "起动机无法啮合及控制线路接触不良：14，占 6.5%，累计 86.9%；",
            "其他 5 类：9，占 4.2%，累计 100.0%。",
        ],
    );
    let english = words(&samples::pareto(Language::English).svg(&caption(Language::English)));
    assert_says(&english, &["Categories: 13, in all 214 tickets.", "Water pump: 19, 8.9% of all, cumulative 80.4%; "]);
}

#[test]
fn bars_stand_in_falling_order() {
    let bar = |label: &str, value| Bar { label: label.to_owned(), value, value_text: String::new() };
    let bars = vec![bar("c", 1.0), bar("b", 3.0), bar("nan", f64::NAN), bar("a", 3.0)];
    let chart = Pareto { bars, other: None, vital_few: None, total_text: String::new(), measure: String::new() };
    let words = words(&chart.svg(&caption(Language::English)));
    let places: Vec<_> = ["b:", "a:", "c:", "nan:"].iter().map(|name| words.find(name).unwrap()).collect();
    assert!(places.is_sorted(), "{words}");
}

#[test]
fn a_control_chart_is_told_point_by_point() {
    let chinese = words(&samples::control(Language::Chinese).svg(&caption(Language::Chinese)));
    assert_says(
        &chinese,
        &[
            "控制图。共 18 期，其中 17 期有数据。中心线 3.2%。异常信号：9 期。",
            "2025-06：无数据；2025-07：13.6%（16/118），控制限 0.0% 至 8.1%，超出控制限；",
            "2025-12：1.9%（3/158），控制限 0.0% 至 7.5%，连续偏于一侧；",
        ],
    );
    let english = words(&samples::control(Language::English).svg(&caption(Language::English)));
    assert_says(&english, &["2025-07: 13.6% (16/118), limits 0.0% to 8.1%, beyond a limit; ", "2025-06: no data; "]);
}

#[test]
fn a_chart_that_cannot_be_read_says_so_and_shows_no_signal() {
    let chart = ControlChart { reading: Reading::NotEnoughData, ..samples::control(Language::English) };
    let words = words(&chart.svg(&caption(Language::English)));
    assert_says(
        &words,
        &["Not enough data: no signal is looked for.", "2025-07: 13.6% (16/118), limits 0.0% to 8.1%; "],
    );
    assert!(!words.contains("beyond") && !words.contains("run"));
}

#[test]
fn a_trend_is_told_point_by_point() {
    let chinese = words(&samples::trend(Language::Chinese).svg(&caption(Language::Chinese)));
    assert_says(&chinese, &["目标：95.0%。", "2026-04：86.0%，区间 80.0% 至 91.0%；2026-05：无数据；2026-06：88.0%"]);
    let english = words(&samples::trend(Language::English).svg(&caption(Language::English)));
    assert_says(&english, &["Target: 95.0%.", "2026-12: 96.0%, interval 92.0% to 98.0%."]);
}

#[test]
fn shares_are_told_row_by_row_and_part_by_part() {
    let plain = words(&samples::shares(Language::Chinese).svg(&caption(Language::Chinese)));
    assert_says(&plain, &["装配车间：46 件（43.8%）；", "销售公司：0 件（0.0%）。"]);
    let stacked = words(&samples::stacked(Language::English).svg(&caption(Language::English)));
    assert_says(
        &stacked,
        &["Q1: 38, Assembly 31.6%, Suppliers 23.7%", "Buying 5.3%", "The last 3 parts are drawn as one"],
    );
}

#[test]
fn a_fishbone_is_told_cause_by_cause_even_those_without_room() {
    let chinese = words(&samples::fishbone(Language::Chinese).svg(&caption(Language::Chinese)));
    assert_says(
        &chinese,
        &[
            "因果图。结果：机油从前油封处渗漏。",
            "设备：压装机压力漂移（已确认），其中：压力传感器超期未校准（已确认）、液压油变质（已排除）；",
        ],
    );
    let causes = |count: usize| {
        let causes = vec![SubCause { text: "deep".to_owned(), verdict: Verdict::Open }; 5];
        (0..count).map(move |at| Cause { text: format!("c{at}"), verdict: Verdict::Rejected, causes: causes.clone() })
    };
    let rib = |at: usize| Rib { name: format!("rib{at}"), causes: causes(at).collect() };
    let chart = Fishbone { effect: "e".to_owned(), ribs: (0..10).map(rib).collect() };
    let svg = chart.svg(&caption(Language::English));
    let english = words(&svg);
    assert_says(
        &english,
        &["rib0: no causes.", "rib9: c0 (rejected), because of: deep (open), deep (open)", "c8 (rejected)"],
    );
    // Rib 7 has one cause without room, with five of its own; of 1 + 2 + 3 + 4 + 5 + 6 + 6 drawn ones two each.
    assert_says(&english, &["Causes that are not drawn: 60.", "Categories that are not drawn: 2."]);
    assert!(svg.contains(">+1 more<") && svg.contains(">+2 more<") && svg.contains(">+2 categories<"));
}

#[test]
fn without_data_a_picture_says_so() {
    for (language, none, few) in
        [(Language::Chinese, "无数据。", "数据不足。"), (Language::English, "No data.", "Not enough data.")]
    {
        let caption = caption(language);
        let pictures = [
            Pareto { bars: vec![], other: None, ..samples::pareto(language) }.svg(&caption),
            ControlChart { periods: vec![], ..samples::control(language) }.svg(&caption),
            Trend { periods: vec![Period { label: "2026".to_owned(), point: None }], ..samples::trend(language) }
                .svg(&caption),
            Shares { rows: vec![], ..samples::shares(language) }.svg(&caption),
            Fishbone { ribs: vec![], ..samples::fishbone(language) }.svg(&caption),
        ];
        assert!(pictures.iter().all(|picture| words(picture) == none));
        assert_eq!(words(&blank(&caption, Blank::NotEnoughData)), few);
    }
}
