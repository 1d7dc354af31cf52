//! A report with every table, every kind of cell, and texts that somebody wrote to do harm.

use domain::measures::{Share, TimeShare};
use domain::report::{Cell, ColumnName, Keys, Measured, OTHER, Report, Table, TableName, Versions};
use domain::statistics::rate::Rate;
use events_schema::{Duration, Position};

use super::super::{About, Acknowledged, Submitted};

pub(super) const SCRIPT: &str = "<script>alert(1)</script>";
pub(super) const FORMULA: &str = "=HYPERLINK(\"http://example.org\",\"click\")";

pub(super) fn names(keys: Keys, key: &str) -> Option<String> {
    let name = match (keys, key) {
        (Keys::People, "p1") => "王建国",
        (Keys::People, "p2") => "Li & Söhne <li@example.org>",
        (Keys::Departments, "d1") => "售后服务部",
        (Keys::Departments, "d2") => "技术部",
        (Keys::Suppliers, "s1") => "潍坊密封件有限公司",
        (Keys::Suppliers, "s2") => "@SUM(A1:A9) Pumps Ltd.",
        (Keys::Ids, "0190a3c2-7d40-7cc1-9f5e-1f2d3c4b5a69") => "CA-2026-017",
        _ => return None,
    };
    Some(name.to_owned())
}

pub(super) fn about() -> About {
    About {
        number: Some(2),
        made_at: Some("2026-11-03T01:30:05Z".parse().unwrap()),
        submitted: Some(Submitted { by: "p1".to_owned(), at: "2026-11-03T02:00:00Z".parse().unwrap(), remark: None }),
        acknowledged: Some(Acknowledged {
            by: "p2".to_owned(),
            at: "2026-11-04T08:15:00Z".parse().unwrap(),
            remark: Some(FORMULA.to_owned()),
        }),
    }
}

pub(super) fn report() -> Report {
    Report {
        period: "2026-10".parse().unwrap(),
        position: Position(1_234_567),
        as_of: "2026-11-03T01:30:00Z".parse().unwrap(),
        versions: Versions { policy: 3, supplier_scheme: 2, appraisal_scheme: 4 },
        tables: vec![
            measures(),
            common(TableName::Classes, ["emergency", "important", "general"].map(str::to_owned)),
            clocks(),
            common(TableName::Months, months()),
            categories(
                TableName::IssueTypes,
                &[("漏油", 31), ("异响", 18), ("启动困难", 9), (FORMULA, 4), ("水温高", 2)],
                None,
            ),
            categories(TableName::FailureCodes, &causes(), Some(17)),
            categories(TableName::Parts, &[(SCRIPT, 7), ("0012", 5), ("612600061945 & co", 1)], None),
            categories(TableName::EngineModels, &[("WP10.336", 64)], None),
            owners(TableName::Departments, ["d1", "d2", ""]),
            owners(TableName::People, ["p1", "p2", SCRIPT]),
            suppliers_responsible(),
            improvements(),
            suppliers(),
            trainings(),
            Table::new(TableName::TrainingPlan, &[ColumnName::Title, ColumnName::DueAt, ColumnName::Stage]),
        ],
    }
}

fn share(part: u64, whole: u64) -> Cell {
    Cell::Share(Share::from(Rate::of(part, whole - part)))
}

fn change(now: (u64, u64), before: (u64, u64)) -> Cell {
    let [now, before] = [now, before].map(|(part, whole)| Rate::of(part, whole - part));
    Cell::of(now.change_since(before), Cell::Change)
}

fn span(seconds: i64) -> Cell {
    Cell::Span { span: Duration::from_seconds(seconds) }
}

fn word(word: &str) -> Cell {
    Cell::Word { word: word.to_owned() }
}

fn text(text: &str) -> Cell {
    Cell::Text { text: text.to_owned() }
}

fn instant(at: &str) -> Cell {
    Cell::Instant { at: at.parse().unwrap() }
}

fn mean(sum: u64, whole: u64) -> Cell {
    Cell::Mean { sum, whole, mean: sum as f64 / whole as f64 }
}

fn measures() -> Table {
    use ColumnName::{Before, Change, This, YearAgo};
    let mut table = Table::new(TableName::Measures, &[This, Before, Change, YearAgo]);
    for (at, measured) in (0_u64..).zip(Measured::ALL) {
        let cells = match measured {
            Measured::Received | Measured::Closed | Measured::NoIssue | Measured::Signs => {
                vec![Cell::count(1_064 / (at + 1)), Cell::count(58), Cell::Nothing, Cell::count(0)]
            }
            Measured::MeanRating => vec![mean(130, 30), mean(116, 28), Cell::Nothing, Cell::Nothing],
            Measured::Triage | Measured::Contact | Measured::Arrival | Measured::TemporarySolution => {
                vec![span(7_320), span(45), Cell::Nothing, span(0)]
            }
            Measured::Solution | Measured::SolutionP90 => {
                vec![span(183_915), span(201_600), Cell::Nothing, span(1_036_800)]
            }
            Measured::Timeliness => {
                vec![share(241, 252), share(180, 220), change((241, 252), (180, 220)), share(9, 10)]
            }
            Measured::Satisfied => vec![share(20, 30), share(25, 28), change((20, 30), (25, 28)), share(0, 0)],
            Measured::Recurred => vec![share(2, 90), share(20, 90), change((2, 90), (20, 90)), Cell::Nothing],
            _ => vec![share(5, 6), share(4, 6), change((5, 6), (4, 6)), share(0, 3)],
        };
        table.row(measured.name(), cells);
    }
    table
}

fn common<const N: usize>(name: TableName, keys: [String; N]) -> Table {
    use ColumnName::{
        FirstTimeFix, Received, Recurred, Reopened, Satisfied, SolutionMedian, Timeliness, TimelinessAdjusted,
    };
    let columns =
        [Received, Timeliness, TimelinessAdjusted, Satisfied, Recurred, FirstTimeFix, Reopened, SolutionMedian];
    let mut table = Table::new(name, &columns);
    for (at, key) in (0_u64..).zip(keys) {
        let cells = vec![
            Cell::count(40 + 7 * at % 23),
            share(30 + at % 9, 40 + at % 5),
            share(31 + at, 41 + at),
            if at == 4 { share(0, 0) } else { share(at % 4 + 8, 11 + at % 6) },
            share(1, 38),
            share(17, 20),
            share(2, 40 + at),
            span(90_061 * (1 + i64::try_from(at).unwrap())),
        ];
        table.row(key, cells);
    }
    table
}

fn months() -> [String; 12] {
    [
        "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08",
        "2026-09", "2026-10",
    ]
    .map(str::to_owned)
}

fn clocks() -> Table {
    use ColumnName::{FirstVerdicts, Running, Timeliness, TimelinessAdjusted};
    let mut table = Table::new(TableName::Clocks, &[Timeliness, TimelinessAdjusted, FirstVerdicts, Running]);
    for (at, key) in (1_u64..).zip(["triage", "first_contact", "arrival_emergency", "supplier_response"]) {
        table.row(key, vec![share(50 - at, 50), share(50 - at, 49), share(48 - at, 50), Cell::count(at)]);
    }
    table
}

fn causes() -> Vec<(&'static str, u64)> {
    let names = [
        "F-101", "F-102", "F-103", "F-104", "F-105", "F-106", "F-107", "F-108", "F-109", "F-110", "F-111", "F-112",
        "F-113", "F-114", "F-115", "F-116", "F-117", "F-118", "F-119", "F-120",
    ];
    (0_u64..).zip(names).map(|(at, name)| (name, 90 / (at + 1))).collect()
}

fn categories(name: TableName, known: &[(&str, u64)], other: Option<u64>) -> Table {
    use ColumnName::{Cumulative, Issues, ShareOfIssues, VitalFew};
    let mut table = Table::new(name, &[Issues, ShareOfIssues, Cumulative, VitalFew]);
    let total = known.iter().map(|(_, count)| count).sum::<u64>() + other.unwrap_or(0);
    let mut sum = 0;
    for (key, count) in known {
        let vital = if sum * 10 < total * 8 { word("vital_few") } else { Cell::Nothing };
        sum += count;
        let ratio = sum as f64 / total as f64;
        table.row(*key, vec![Cell::count(*count), share(*count, total), Cell::Ratio { ratio }, vital]);
    }
    if let Some(other) = other {
        table.row(OTHER, vec![Cell::count(other), share(other, total), Cell::Nothing, Cell::Nothing]);
    }
    table.row("", vec![Cell::count(3), Cell::Nothing, Cell::Nothing, Cell::Nothing]);
    table
}

fn owners(name: TableName, keys: [&str; 3]) -> Table {
    use ColumnName::{Received, Responsibility, Satisfied, SolutionMedian, Timeliness, TimelinessByTime};
    let columns = [Received, Timeliness, TimelinessByTime, Satisfied, SolutionMedian, Responsibility];
    let mut table = Table::new(name, &columns);
    for (at, key) in (0_u64..).zip(keys) {
        let (met_us, counted_us) = (at * 38_000_000_000, at * 43_200_000_000);
        let rate = (counted_us > 0).then(|| met_us as f64 / counted_us as f64);
        let cells = vec![
            Cell::count(12 + at),
            share(11, 12 + at),
            Cell::TimeShare(TimeShare { met_us, counted_us, rate }),
            share(3, 4),
            span(86_400),
            Cell::Shares { hundredths: 12_500 + 3_333 * at },
        ];
        table.row(key, cells);
    }
    table
}

fn money(amount: &str, currency: &str) -> Cell {
    Cell::Money { amount: amount.parse().unwrap(), currency: currency.parse().unwrap() }
}

fn suppliers_responsible() -> Table {
    use ColumnName::{Answers, Cost, Downtime, Responsibility};
    let mut table = Table::new(TableName::SuppliersResponsible, &[Answers, Responsibility, Cost, Downtime]);
    let shares = |hundredths| Cell::Shares { hundredths };
    table.row("s1", vec![Cell::count(6), shares(53_750), money("1284250.5", "CNY"), span(612_000)]);
    table.row("s2", vec![Cell::count(1), shares(5_000), money("980", "EUR"), Cell::Nothing]);
    table
}

fn improvements() -> Table {
    use ColumnName::{CauseAfter, CauseBefore, DoneAt, DueAt, Kind, OverdueSince, Owner, Stage, Title};
    let columns = [Title, Kind, Stage, Owner, DueAt, DoneAt, OverdueSince, CauseBefore, CauseAfter];
    let mut table = Table::new(TableName::Improvements, &columns);
    table.row(
        "0190a3c2-7d40-7cc1-9f5e-1f2d3c4b5a69",
        vec![
            text("更换曲轴后油封材料，并在装配工位增加压装力监测"),
            word("corrective"),
            word("effective"),
            text("p1"),
            instant("2026-10-20T09:00:00Z"),
            instant("2026-10-18T01:05:00Z"),
            Cell::Nothing,
            share(14, 60),
            share(3, 64),
        ],
    );
    table.row(
        "0190a3c2-7d40-7cc1-9f5e-ffffffffffff",
        vec![
            text(FORMULA),
            word("preventive"),
            word("of tomorrow"),
            text("＋someone"),
            instant("2026-10-31T16:00:00Z"),
            Cell::Nothing,
            instant("2026-10-31T16:00:00Z"),
            Cell::Nothing,
            Cell::Nothing,
        ],
    );
    table
}

fn suppliers() -> Table {
    use ColumnName::{Notices, ResponsesInTime, Score, SolutionsInTime, Standing};
    let mut table = Table::new(TableName::Suppliers, &[Standing, Score, Notices, ResponsesInTime, SolutionsInTime]);
    let points = |points: &str| Cell::Points { points: points.parse().unwrap() };
    table.row("s1", vec![word("approved"), points("87.25"), Cell::count(6), share(5, 6), share(4, 6)]);
    table.row("s2", vec![word("probation"), points("61"), Cell::count(1), share(0, 1), share(0, 0)]);
    table
}

fn trainings() -> Table {
    use ColumnName::{Attended, HeldAt, Passed, Title};
    let mut table = Table::new(TableName::Trainings, &[Title, HeldAt, Attended, Passed]);
    let title = text("Common rail injection: diagnosis in the field");
    table.row("T-26-07", vec![title, instant("2026-10-12T01:00:00Z"), Cell::count(18), share(17, 18)]);
    table
}
