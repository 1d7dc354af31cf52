//! Tables of a report, and what differs between two of them.

use events_schema::{Position, Timestamp};

use super::*;
use crate::measures::{Case, Cost, Look, Repeats, Share, Traits};
use crate::scenario::ticket_id;
use crate::sla_policy::default_policy;
use crate::statistics::rate::Rate;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn case(number: u128, received: &str, code: Option<&str>) -> Case {
    let traits = Traits { failure_code: code.map(|code| code.parse().unwrap()), ..Traits::default() };
    let event = events_schema::EventId::from_uuid(uuid::Uuid::from_u128(number));
    Case::reported(ticket_id(number), (at(received), event), traits)
}

fn report(period: &str, cases: &[Case]) -> Report {
    let (repeats, rules) = (Repeats::of(cases), default_policy().open.measures);
    let as_of = at("2026-12-01T00:00:00Z");
    let look = Look { as_of, rules: &rules, repeats: &repeats };
    let period = period.parse().unwrap();
    Report {
        period,
        position: Position(9),
        as_of,
        versions: Versions { policy: 1, supplier_scheme: 1, appraisal_scheme: 1 },
        tables: measured(&Looked::of(period), look, cases),
    }
}

fn cell(report: &Report, table: TableName, key: &str, column: ColumnName) -> Cell {
    let table = report.table(table).unwrap();
    let nth = table.columns.iter().position(|of| *of == column).unwrap();
    table.rows.iter().find(|row| row.key == key).map_or(Cell::Nothing, |row| row.cells[nth].clone())
}

#[test]
fn a_month_stands_beside_the_one_before_and_the_same_a_year_ago() {
    let cases = [
        case(1, "2025-10-05T00:00:00Z", None),
        case(2, "2026-09-05T00:00:00Z", None),
        case(3, "2026-09-06T00:00:00Z", None),
        case(4, "2026-10-05T00:00:00Z", None),
    ];
    let report = report("2026-10", &cases);
    let received = |column| cell(&report, TableName::Measures, "received", column);
    assert_eq!(received(ColumnName::This), Cell::count(1));
    assert_eq!(received(ColumnName::Before), Cell::count(2));
    assert_eq!(received(ColumnName::YearAgo), Cell::count(1));
    let months = report.table(TableName::Months).unwrap();
    let keys: Vec<_> = months.rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!((keys.len(), keys[0], keys[11]), (12, "2025-11", "2026-10"));
}

#[test]
fn a_year_has_its_own_months_and_the_year_before_once() {
    let report = report("2026", &[case(1, "2025-10-05T00:00:00Z", None), case(2, "2026-03-05T00:00:00Z", None)]);
    let received = |column| cell(&report, TableName::Measures, "received", column);
    assert_eq!((received(ColumnName::This), received(ColumnName::Before)), (Cell::count(1), Cell::count(1)));
    assert_eq!(received(ColumnName::YearAgo), Cell::count(1));
    assert_eq!(cell(&report, TableName::Months, "2026-03", ColumnName::Received), Cell::count(1));
}

#[test]
fn causes_stand_in_falling_order_with_the_vital_few_and_what_is_not_known() {
    let mut cases: Vec<Case> = (0..8).map(|number| case(number, "2026-10-05T00:00:00Z", Some("E-1"))).collect();
    cases.push(case(8, "2026-10-05T00:00:00Z", Some("E-2")));
    cases.push(case(9, "2026-10-05T00:00:00Z", Some("E-3")));
    cases.push(case(10, "2026-10-05T00:00:00Z", None));
    let report = report("2026-10", &cases);
    let table = report.table(TableName::FailureCodes).unwrap();
    let keys: Vec<_> = table.rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["E-1", "E-2", "E-3", ""]);
    let vital = |key| cell(&report, TableName::FailureCodes, key, ColumnName::VitalFew);
    assert_eq!((vital("E-1"), vital("E-2")), (Cell::Word { word: "vital_few".to_owned() }, Cell::Nothing));
    let share = cell(&report, TableName::FailureCodes, "E-1", ColumnName::ShareOfIssues);
    assert_eq!(share, Cell::Share(Share::from(Rate::of(8, 2))));
}

/// What was spent in the month stands in its report, whenever the issue was received, and however many categories there are.
#[test]
fn no_money_is_dropped() {
    let spent = |case: Case, amount: &str| Case {
        costs: vec![Cost {
            at: at("2026-10-20T00:00:00Z"),
            event: case.received.1,
            amount: amount.parse().unwrap(),
            currency: "CNY".parse().unwrap(),
        }],
        ..case
    };
    let mut cases = vec![
        spent(case(100, "2026-02-05T00:00:00Z", Some("F12")), "80000.00"),
        spent(case(101, "2026-02-05T00:00:00Z", None), "5.50"),
    ];
    let received = |nth: u128| case(nth, "2026-10-05T00:00:00Z", Some(&format!("E-{nth:02}")));
    let cost = |report: &Report, key: &str| match cell(report, TableName::FailureCodes, key, ColumnName::Cost) {
        Cell::Money { amount, .. } => amount.to_string(),
        other => format!("{other:?}"),
    };
    cases.push(received(0));
    let few = report("2026-10", &cases);
    assert_eq!((cost(&few, "F12"), cost(&few, "")), ("80000".to_owned(), "5.5".to_owned()));
    cases.extend((1..30).map(|nth| spent(received(nth), "1.00")));
    let many = report("2026-10", &cases);
    let shown = |key: &str| many.table(TableName::FailureCodes).unwrap().rows.iter().any(|row| row.key == key);
    assert!(!shown("F12") && shown("…"));
    let whole: Vec<String> = (0..30).map(|nth| format!("E-{nth:02}")).filter(|key| shown(key)).collect();
    assert_eq!(whole.len(), 24);
    let others = 29 - (whole.len() - usize::from(whole.contains(&"E-00".to_owned())));
    assert_eq!(cost(&many, "…"), (80_000 + others).to_string());
}

#[test]
fn two_reports_differ_line_by_line_and_in_nothing_that_follows_from_lines() {
    let first = report("2026-10", &[case(1, "2026-10-05T00:00:00Z", Some("E-1"))]);
    assert_eq!(differences(&first, &first), []);
    let cases = [case(1, "2026-10-05T00:00:00Z", Some("E-1")), case(2, "2026-10-06T00:00:00Z", Some("E-2"))];
    let second = report("2026-10", &cases);
    let found = differences(&first, &second);
    let of =
        |table, key: &str, column| found.iter().find(|of| of.table == table && of.key == key && of.column == column);
    let received = of(TableName::Measures, "received", ColumnName::This).unwrap();
    assert_eq!((received.then.clone(), received.now.clone()), (Some(Cell::count(1)), Some(Cell::count(2))));
    let new = of(TableName::FailureCodes, "E-2", ColumnName::Issues).unwrap();
    assert_eq!((new.then.clone(), new.now.clone()), (None, Some(Cell::count(1))));
    assert!(found.iter().all(|of| !matches!(of.column, ColumnName::Cumulative | ColumnName::Change)), "{found:?}");
}

#[test]
fn a_report_reads_as_it_was_written() {
    let report = report("2026-Q3", &[case(1, "2026-08-05T00:00:00Z", Some("E-1"))]);
    let written = serde_json::to_string(&report).unwrap();
    let read: Report = serde_json::from_str(&written).unwrap();
    assert_eq!(differences(&report, &read), []);
    assert_eq!(read.tables, report.tables);
}

#[test]
fn every_row_of_words_has_a_word() {
    let report = report("2026-10", &[]);
    for table in report.tables.iter().filter(|table| table.table.keys() == Keys::Words) {
        for row in &table.rows {
            assert!(of_key(table.table, &row.key).is_some(), "{:?} {}", table.table, row.key);
        }
    }
    assert!(of_word("vital_few").is_some());
}
