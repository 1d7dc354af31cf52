//! One chart of each kind and each of its special cases, with the names of their golden files.

use super::super::*;

fn caption(id: &'static str, language: Language) -> Caption<'static> {
    let (title, note) = match language {
        Language::Chinese => ("售后质量月报：按故障类别统计", "2026 年 1 月至 9 月，共 214 件"),
        Language::English => {
            ("After-sales quality report: failures by class", "January to September 2026, 214 tickets")
        }
    };
    Caption { id, title, note, language }
}

fn named(language: Language, chinese: &str, english: &str) -> String {
    match language {
        Language::Chinese => chinese.to_owned(),
        Language::English => english.to_owned(),
    }
}

pub(super) fn pareto(language: Language) -> Pareto {
    let bars = [
        ("密封圈老化漏油", "Aged oil seal leaks", 71),
        ("燃油喷射泵", "Fuel injection pump", 48),
        ("涡轮增压器异响", "Turbocharger noise", 34),
        ("水泵", "Water pump", 19),
        ("起动机无法啮合及控制线路接触不良", "Starter does not engage or its control line has bad contact", 14),
        ("传感器", "Sensors", 9),
        ("皮带", "Belts", 6),
        ("支架断裂", "Cracked brackets", 4),
    ];
    let bar = |(chinese, english, count): (&str, &str, u32)| Bar {
        label: named(language, chinese, english),
        value: f64::from(count),
        value_text: count.to_string(),
    };
    Pareto {
        bars: bars.map(bar).into(),
        other: Some(OtherBar { categories: Some(5), value: 9.0, value_text: "9".to_owned() }),
        vital_few: Some(4),
        total_text: named(language, "214 件", "214 tickets"),
        measure: named(language, "件", "Tickets"),
    }
}

fn pareto_of_money(language: Language) -> Pareto {
    let bar = |at: u32| Bar {
        label: named(language, &format!("第 {at} 类质量损失"), &format!("Loss of kind {at}")),
        value: 900_000.0 / f64::from(at),
        value_text: format!("¥{}", Unit::Number { decimals: 2 }.text(900_000.0 / f64::from(at))),
    };
    Pareto {
        bars: (1..=18).map(bar).collect(),
        other: None,
        vital_few: Some(11),
        total_text: "¥3,145,597.24".to_owned(),
        measure: named(language, "元", "CNY"),
    }
}

pub(super) fn control(language: Language) -> ControlChart {
    let counts = [
        (5, 120),
        (7, 131),
        (4, 96),
        (6, 140),
        (3, 128),
        (0, 0),
        (16, 118),
        (5, 150),
        (2, 160),
        (3, 171),
        (2, 149),
        (3, 158),
        (1, 60),
        (2, 155),
        (3, 163),
        (2, 150),
        (4, 70),
        (5, 133),
    ]; // Of so many, so many came back.
    let (part, whole) = counts.iter().fold((0, 0), |(part, whole), one| (part + one.0, whole + one.1));
    let centre = f64::from(part) / f64::from(whole);
    let period = |(at, (part, whole)): (usize, (u32, u32))| {
        let (value, n) = (f64::from(part) / f64::from(whole), f64::from(whole));
        let reach = 3.0 * (centre * (1.0 - centre) / n).sqrt();
        let limits = Limits { low: (centre - reach).max(0.0), high: centre + reach };
        let signal = match at {
            _ if value > limits.high => Signal::BeyondLimit,
            8..=15 => Signal::Run,
            _ => Signal::Chance,
        };
        let point = ControlPoint { value, limits, counts: format!("{part}/{whole}"), signal };
        let (year, month) = (2025 + at / 12, at % 12 + 1);
        let label = named(language, &format!("{year}-{month:02}"), &format!("{year}-{month:02}"));
        Period { label, point: (whole > 0).then_some(point) }
    };
    let periods = counts.into_iter().enumerate().map(period).collect();
    ControlChart { unit: Unit::Percent { decimals: 1 }, centre: Some(centre), periods, reading: Reading::Read }
}

fn short_control(language: Language) -> ControlChart {
    let mut chart = control(language);
    chart.periods.truncate(7);
    ControlChart { reading: Reading::NotEnoughData, ..chart }
}

pub(super) fn trend(language: Language) -> Trend {
    let values = [
        Some((0.81, 0.74, 0.87)),
        Some((0.84, 0.77, 0.89)),
        Some((0.79, 0.71, 0.85)),
        Some((0.86, 0.80, 0.91)),
        None,
        Some((0.88, 0.70, 0.96)),
        None,
        Some((0.90, 0.84, 0.94)),
        Some((0.93, 0.88, 0.96)),
        Some((0.92, 0.87, 0.95)),
        Some((0.95, 0.91, 0.97)),
        Some((0.96, 0.92, 0.98)),
    ];
    let period = |(at, value): (usize, Option<(f64, f64, f64)>)| Period {
        label: format!("2026-{:02}", at + 1),
        point: value.map(|(value, low, high)| TrendPoint { value, interval: Some((low, high)) }),
    };
    Trend {
        unit: Unit::Percent { decimals: 1 },
        periods: values.into_iter().enumerate().map(period).collect(),
        target: Some(Target { value: 0.95, label: named(language, "目标", "Target") }),
    }
}

fn trend_of_hours(_: Language) -> Trend {
    let period = |at: u32| Period {
        label: format!("{}Q{}", 2019 + at / 4, at % 4 + 1),
        point: Some(TrendPoint { value: 1_400.0 + f64::from((at * 37) % 11) * 90.0, interval: None }),
    };
    Trend { unit: Unit::Number { decimals: 0 }, periods: (0..30).map(period).collect(), target: None }
}

pub(super) fn shares(language: Language) -> Shares {
    let rows = [
        ("装配车间", "Assembly shop", 46),
        ("供应商质量部", "Supplier quality", 31),
        ("设计研究院", "Design institute", 18),
        ("试验中心", "Test centre", 7),
        ("物流与仓储管理部（含第三方承运单位）", "Logistics, with the carriers", 3),
        ("销售公司", "Sales", 0),
    ];
    let row = |(chinese, english, count): (&str, &str, u32)| Row {
        label: named(language, chinese, english),
        values: vec![f64::from(count)],
        value_text: named(language, &format!("{count} 件"), &format!("{count} tickets")),
    };
    Shares { rows: rows.map(row).into(), parts: vec![], whole: Whole::Largest }
}

pub(super) fn stacked(language: Language) -> Shares {
    let rows = [
        ("一季度", "Q1", [12, 9, 7, 2, 1, 0, 3, 1, 1, 2]),
        ("二季度", "Q2", [15, 4, 9, 3, 2, 2, 1, 0, 1, 0]),
        ("三季度", "Q3", [8, 11, 2, 6, 1, 3, 2, 2, 0, 1]),
        ("四季度", "Q4", [0; 10]),
    ];
    let row = |(chinese, english, counts): (&str, &str, [u32; 10])| Row {
        label: named(language, chinese, english),
        values: counts.map(f64::from).into(),
        value_text: named(
            language,
            &format!("{} 件", counts.iter().sum::<u32>()),
            &counts.iter().sum::<u32>().to_string(),
        ),
    };
    let part = |at: usize| {
        let chinese = ["装配", "供应商", "设计", "试验", "物流", "销售", "用户使用", "维修站", "工艺", "采购"];
        let english =
            ["Assembly", "Suppliers", "Design", "Tests", "Logistics", "Sales", "Users", "Repair", "Process", "Buying"];
        named(language, chinese[at], english[at])
    };
    Shares { rows: rows.map(row).into(), parts: (0..10).map(part).collect(), whole: Whole::Each }
}

fn stacked_by_size(language: Language) -> Shares {
    let mut chart = stacked(language);
    chart.parts.truncate(4);
    for row in &mut chart.rows {
        row.values.truncate(4);
        row.value_text = Unit::Number { decimals: 0 }.text(row.values.iter().sum());
    }
    Shares { whole: Whole::Largest, ..chart }
}

pub(super) fn fishbone(language: Language) -> Fishbone {
    let cause = |verdict, chinese: &str, english: &str, causes: Vec<SubCause>| Cause {
        text: named(language, chinese, english),
        verdict,
        causes,
    };
    let sub = |verdict, chinese: &str, english: &str| SubCause { text: named(language, chinese, english), verdict };
    let rib = |chinese: &str, english: &str, causes| Rib { name: named(language, chinese, english), causes };
    use Verdict::{Confirmed, Open, Rejected};
    let ribs = vec![
        rib(
            "人员",
            "People",
            vec![
                cause(Rejected, "新员工未经培训上岗", "New hands without training", vec![]),
                cause(Open, "夜班疲劳", "Tired on night shifts", vec![sub(Open, "连续加班", "Overtime in a row")]),
            ],
        ),
        rib(
            "设备",
            "Machines",
            vec![
                cause(
                    Confirmed,
                    "压装机压力漂移",
                    "Press drifts in pressure",
                    vec![
                        sub(Confirmed, "压力传感器超期未校准", "Sensor past its calibration"),
                        sub(Rejected, "液压油变质", "Bad hydraulic oil"),
                    ],
                ),
                cause(Rejected, "工装定位销磨损", "Worn locating pin of the fixture", vec![]),
            ],
        ),
        rib(
            "材料",
            "Materials",
            vec![
                cause(
                    Confirmed,
                    "密封圈硬度低于图样要求",
                    "Seals softer than the drawing asks for",
                    vec![sub(Open, "供应商更换胶料牌号", "Supplier changed the compound")],
                ),
                cause(Rejected, "缸体密封槽粗糙度超差", "Rough groove in the block", vec![]),
                cause(Open, "存放超过有效期", "Stored too long", vec![]),
            ],
        ),
        rib(
            "方法",
            "Methods",
            vec![
                cause(Open, "涂胶工艺未规定固化时间", "No curing time in the procedure", vec![]),
                cause(Rejected, "拧紧顺序错误", "Wrong tightening order", vec![]),
            ],
        ),
        rib("环境", "Environment", vec![cause(Rejected, "车间粉尘", "Dust in the shop", vec![])]),
        rib(
            "测量",
            "Measurement",
            vec![cause(
                Open,
                "气密试验保压时间不足",
                "Leak test holds too briefly",
                vec![sub(Open, "节拍压缩", "Shorter cycle")],
            )],
        ),
    ];
    Fishbone { effect: named(language, "机油从前油封处渗漏", "Oil leaks at the front seal"), ribs }
}

fn full_fishbone(language: Language) -> Fishbone {
    let verdicts = [Verdict::Open, Verdict::Rejected, Verdict::Confirmed];
    let sub = |at: usize| SubCause {
        text: named(
            language,
            &format!("第 {at} 层原因说明较长也要放得下"),
            &format!("Deeper cause number {at}, told at length"),
        ),
        verdict: verdicts[at % 3],
    };
    let cause = |at: usize| Cause {
        text: named(
            language,
            &format!("原因{at}：活塞环装配间隙未按工艺要求逐件检查并记录在案"),
            &format!("Cause {at}: ring gaps were not checked piece by piece and not recorded"),
        ),
        verdict: verdicts[(at + 1) % 3],
        causes: (0..at % 6).map(sub).collect(),
    };
    let rib = |at: usize| Rib {
        name: named(language, &format!("类别{at}：测量与检验"), &format!("Category {at}: measuring")),
        causes: (0..at).map(cause).collect(),
    };
    let effect = named(
        language,
        "柴油机机油消耗量过高，客户在保修期内多次投诉并要求整机更换",
        "The engine burns too much oil, and customers complain again and again within the warranty",
    );
    Fishbone { effect, ribs: (0..9).map(rib).collect() }
}

/// Every golden picture with the name of its file.
pub(super) fn all() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for language in Language::ALL {
        let mut add = |name: &'static str, draw: &dyn Fn(&Caption<'_>) -> String| {
            all.push((format!("{name}.{}.svg", language.tag()), draw(&caption(name, language))));
        };
        add("pareto", &|caption| pareto(language).svg(caption));
        add("pareto-money", &|caption| pareto_of_money(language).svg(caption));
        add("control", &|caption| control(language).svg(caption));
        add("control-short", &|caption| short_control(language).svg(caption));
        add("trend", &|caption| trend(language).svg(caption));
        add("trend-hours", &|caption| trend_of_hours(language).svg(caption));
        add("shares", &|caption| shares(language).svg(caption));
        add("shares-stacked", &|caption| stacked(language).svg(caption));
        add("shares-stacked-by-size", &|caption| stacked_by_size(language).svg(caption));
        add("fishbone", &|caption| fishbone(language).svg(caption));
        add("fishbone-full", &|caption| full_fishbone(language).svg(caption));
        add("blank-no-data", &|caption| blank(caption, Blank::NoData));
        add("blank-not-enough", &|caption| blank(&Caption { note: "", ..*caption }, Blank::NotEnoughData));
    }
    all
}
