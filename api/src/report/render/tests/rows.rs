//! Rows read back.

use std::collections::BTreeMap;

use domain::words::Language;

use super::super::csv;
use super::sample;

type Row = BTreeMap<String, String>;

fn rows(language: Language) -> Vec<Row> {
    let bytes = csv(&sample::report(), language, &sample::names).unwrap();
    let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').unwrap();
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains('\n'));
    ::csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.unwrap()).collect()
}

fn one<'a>(rows: &'a [Row], table: &str, key: &str, column: &str) -> &'a Row {
    let mut found = rows.iter().filter(|row| row["table"] == table && row["key"] == key && row["column"] == column);
    let row = found.next().unwrap_or_else(|| panic!("{table} {key} {column}"));
    assert!(found.next().is_none());
    row
}

fn figures(row: &Row) -> [&str; 8] {
    ["kind", "value", "part", "whole", "low", "high", "unit", "text"].map(|name| row[name].as_str())
}

#[test]
fn each_figure_has_a_row() {
    let report = sample::report();
    let rows = rows(Language::Chinese);
    let cells: usize = report.tables.iter().flat_map(|table| &table.rows).map(|line| line.cells.len()).sum();
    assert_eq!(rows.len(), cells);
    let of = |table, key, column| figures(one(&rows, table, key, column));
    assert_eq!(of("measures", "received", "this"), ["count", "1064", "", "", "", "", "", ""]);
    assert_eq!(
        of("classes", "emergency", "first_time_fix"),
        ["share", "0.85", "17", "20", "0.639581135259243", "0.9476312541037835", "", ""]
    );
    assert_eq!(of("measures", "satisfied", "year_ago"), ["share", "", "0", "0", "", "", "", ""]);
    assert_eq!(of("measures", "solution", "this"), ["span", "183915", "", "", "", "", "s", ""]);
    assert_eq!(
        of("departments", "d2", "timeliness_by_time")[..4],
        ["time_share", "0.8796296296296297", "38000", "43200"]
    );
    assert_eq!(of("suppliers_responsible", "s1", "cost"), ["money", "1284250.5", "", "", "", "", "CNY", ""]);
    assert_eq!(of("suppliers_responsible", "s1", "responsibility")[..2], ["shares", "5.375"]);
    assert_eq!(of("suppliers", "s1", "score")[..2], ["points", "87.25"]);
    assert_eq!(of("suppliers", "s2", "standing"), ["word", "probation", "", "", "", "", "", "限期整改"]);
    assert_eq!(of("trainings", "T-26-07", "held_at")[..2], ["instant", "2026-10-12T09:00:00+08:00"]);
    assert_eq!(of("measures", "received", "change"), ["nothing", "", "", "", "", "", "", ""]);
    let row = one(&rows, "suppliers_responsible", "s1", "cost");
    let address = ["period", "section", "table_name", "name", "column_name"].map(|name| row[name].as_str());
    assert_eq!(address, ["2026-10", "responsibility", "责任供应商", "潍坊密封件有限公司", "费用"]);
}

#[test]
fn no_text_is_a_formula_and_numbers_are_left_alone() {
    let formula = format!("'{}", sample::FORMULA);
    for language in Language::ALL {
        let rows = rows(language);
        let improvement = "0190a3c2-7d40-7cc1-9f5e-ffffffffffff";
        assert_eq!(one(&rows, "improvements", improvement, "title")["text"], formula);
        assert_eq!(one(&rows, "improvements", improvement, "owner")["text"], "'＋someone");
        assert_eq!(one(&rows, "issue_types", &formula, "issues")["value"], "4");
        assert_eq!(one(&rows, "suppliers", "s2", "score")["name"], "'@SUM(A1:A9) Pumps Ltd.");
        let fallen = one(&rows, "measures", "satisfied", "change");
        assert!(fallen["value"].starts_with("-0.22619") && fallen["low"].starts_with("-0.4"));
        let known = "0190a3c2-7d40-7cc1-9f5e-1f2d3c4b5a69";
        assert_eq!(figures(one(&rows, "improvements", known, "owner"))[1..], ["p1", "", "", "", "", "", "王建国"]);
        for (name, field) in rows.iter().flatten() {
            let begins = |marks: &[char]| field.starts_with(marks);
            let is_number = ["value", "low", "high"].contains(&name.as_str()) && field.parse::<f64>().is_ok();
            assert!(is_number || !begins(&['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']), "{name}: {field}");
        }
    }
}
