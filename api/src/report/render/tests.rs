//! Renderers as a whole: what a report with everything in it becomes.

mod page;
mod rows;
mod sample;
mod workbook;

use std::fs;
use std::path::PathBuf;

use domain::report::{Cell, ColumnName, Report, Table, TableName};
use domain::statistics::rate::{Bounds, Difference};
use domain::words::Language;

use super::{About, csv, html, period_name, title, xlsx};

/// Where the golden pages are; `UPDATE_GOLDEN=1` writes them. Look at them before you commit them.
fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/report/render/tests/golden")
}

/// All three of a report.
fn all(report: &Report, about: &About, language: Language) -> [(&'static str, Vec<u8>); 3] {
    [
        ("html", html(report, about, language, &sample::names).into_bytes()),
        ("xlsx", xlsx(report, about, language, &sample::names).unwrap()),
        ("csv", csv(report, language, &sample::names).unwrap()),
    ]
}

/// With `RENDERED` set to a folder, the whole sample is written there, to be looked at.
#[test]
fn the_same_report_gives_the_same_bytes() {
    for language in Language::ALL {
        let (report, about) = (sample::report(), sample::about());
        let first = all(&report, &about, language);
        assert!(first == all(&report, &about, language));
        if let Some(folder) = std::env::var_os("RENDERED") {
            for (kind, bytes) in first {
                fs::write(PathBuf::from(&folder).join(format!("report.{language}.{kind}")), bytes).unwrap();
            }
        }
    }
}

#[test]
fn a_small_page_is_as_it_was_looked_at() {
    for language in Language::ALL {
        let mut report = sample::report();
        report.tables.retain(|table| matches!(table.table, TableName::Classes | TableName::Improvements));
        let page = html(&report, &About::default(), language, &sample::names);
        let path = golden().join(format!("small.{language}.html"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &page).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert!(page == expected, "{language} changed; UPDATE_GOLDEN=1 writes it anew, then look at it");
    }
}

#[test]
fn a_report_without_tables_can_be_had_too() {
    let report = Report { tables: Vec::new(), ..sample::report() };
    for language in Language::ALL {
        for (kind, bytes) in all(&report, &About::default(), language) {
            assert!(!bytes.is_empty(), "{kind}");
        }
    }
}

#[test]
fn reports_are_called_as_people_call_them() {
    for (period, chinese, english) in [
        ("2026-10", "2026年10月月度报告", "Monthly report, October 2026"),
        ("2026-Q3", "2026年第3季度报告", "Quarterly report, Q3 2026"),
        ("2026", "2026年年度报告", "Annual report, 2026"),
    ] {
        let report = Report { period: period.parse().unwrap(), ..sample::report() };
        assert_eq!(Language::ALL.map(|language| title(&report, language)), [chinese, english]);
    }
    assert_eq!(period_name("2026-01".parse().unwrap(), Language::English), "January 2026");
}

/// Numbers that are none, texts that are too long, dates that no sheet has, rows that are too short.
#[test]
fn whatever_stands_in_a_cell_can_be_written() {
    use ColumnName::{Change, Cumulative, DueAt, Title};
    let mut table = Table::new(TableName::Improvements, &[Cumulative, Change, Title, DueAt]);
    let nan = f64::NAN;
    let change = Difference { value: nan, interval: Bounds { low: nan, high: f64::INFINITY } };
    let text = "\u{0}\u{1b}_x0041_\u{FFFF}密".repeat(9_000);
    let at = "0001-02-03T00:00:00Z".parse().unwrap();
    table.row("a", vec![Cell::Ratio { ratio: nan }, Cell::Change(change), Cell::Text { text }, Cell::Instant { at }]);
    table.row("b", vec![Cell::Ratio { ratio: f64::NEG_INFINITY }]);
    let report = Report { tables: vec![table], ..sample::report() };
    for language in Language::ALL {
        let [(_, page), _, (_, rows)] = all(&report, &About::default(), language);
        roxmltree::Document::parse(String::from_utf8(page).unwrap().trim_start_matches("<!DOCTYPE html>")).unwrap();
        assert!(!String::from_utf8(rows).unwrap().contains("NaN"));
    }
}
