//! Workbooks read back.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx, XlsxError};
use domain::report::Section;
use domain::words::Language;

use super::super::xlsx;
use super::sample;

type Book = Xlsx<Cursor<Vec<u8>>>;

fn bytes(language: Language) -> Vec<u8> {
    xlsx(&sample::report(), &sample::about(), language, &sample::names).unwrap()
}

fn book(language: Language) -> Book {
    let opened: Result<Book, XlsxError> = Xlsx::new(Cursor::new(bytes(language)));
    opened.unwrap()
}

fn sheet(book: &mut Book, name: &str) -> Range<Data> {
    book.worksheet_range(name).unwrap()
}

/// The rows from the one that begins with this text, as texts; dates by their numbers.
fn table(sheet: &Range<Data>, caption: &str, rows: usize) -> Vec<Vec<String>> {
    let at = sheet.rows().position(|row| row[0] == Data::String(caption.to_owned())).unwrap();
    let row = |row: &[Data]| {
        let mut texts: Vec<String> = row.iter().map(ToString::to_string).collect();
        let told = texts.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
        texts.truncate(told);
        texts
    };
    sheet.rows().skip(at + 1).take(rows).map(row).collect()
}

#[test]
fn each_section_has_a_sheet() {
    for language in Language::ALL {
        let names = book(language).sheet_names();
        let sections = Section::ALL.map(|section| section.words().in_language(language).to_owned());
        assert_eq!(names[1..], sections);
    }
}

#[test]
fn the_first_sheet_says_what_it_is_bound_to() {
    let mut book = book(Language::Chinese);
    let sheet = sheet(&mut book, "说明");
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(sheet.get((0, 0)), Some(&text("2026年10月月度报告")));
    let known = |name: &str| sheet.rows().find(|row| row[0] == text(name)).map(|row| row[1].clone()).unwrap();
    assert_eq!(known("统计期间"), text("2026年10月（2026-10-01 至 2026-10-31）"));
    assert_eq!(known("日志位置"), Data::Float(1_234_567.0));
    assert_eq!(known("意见"), text(sample::FORMULA));
    let Data::DateTime(as_of) = known("统计时点") else { panic!("no date") };
    assert_eq!(as_of.to_ymd_hms_milli(), (2026, 11, 3, 9, 30, 0, 0));
}

#[test]
fn a_table_is_cell_by_cell_what_the_report_says() {
    let mut book = book(Language::English);
    let sheet = sheet(&mut book, "Responsibility");
    assert_eq!(
        table(&sheet, "Suppliers who answer for issues", 3),
        [
            vec![
                "Supplier",
                "Issues answered for",
                "Shares of responsibility",
                "Cost",
                "Cost: currency",
                "Downtime (h)"
            ],
            vec!["潍坊密封件有限公司", "6", "5.375", "1284250.5", "CNY", "170"],
            vec!["@SUM(A1:A9) Pumps Ltd.", "1", "0.5", "980", "EUR"],
        ]
    );
    let departments = table(&sheet, "Departments", 3);
    assert_eq!(
        departments[0][5..8],
        ["In time, by time held", "In time, by time held: part (h)", "In time, by time held: whole (h)"]
    );
    assert_eq!(departments[2][..5], ["技术部", "13", "0.8461538461538461", "11", "13"]);
    assert_eq!(departments[2][5..8], ["0.8796296296296297", "10.555555555555555", "12"]);
}

#[test]
fn figures_of_several_kinds_in_a_column_have_units() {
    let mut book = book(Language::English);
    let rows = table(&sheet(&mut book, "Overall situation"), "Measures", 26);
    assert_eq!(rows[0][..5], ["Measure", "Unit", "This period", "This period: part", "This period: whole"]);
    let row = |name: &str| rows.iter().find(|row| row[0] == name).unwrap();
    assert_eq!(row("Issues received")[1..3], ["count", "1064"]);
    assert_eq!(row("Mean rating")[1..5], ["mean", "4.333333333333333", "130", "30"]);
    assert_eq!(row("Median time to the solution")[1..3], ["h", "51.0875"]);
    let changed = row("Customers satisfied");
    assert_eq!((&*changed[1], &*changed[8]), ("%", "-0.22619047619047628"));
}

#[test]
fn texts_stay_texts() {
    for language in Language::ALL {
        let mut book = book(language);
        for name in book.sheet_names() {
            assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name}");
        }
    }
    let mut book = book(Language::English);
    let types = table(&sheet(&mut book, "Issues and their causes"), "Issue types", 7);
    assert_eq!(types[4][..2], [sample::FORMULA, "4"]);
    assert_eq!(types[6], ["not known", "3"]);
    let sheet = sheet(&mut book, "Improvement measures");
    let measures = table(&sheet, "Improvement measures", 3);
    assert_eq!(measures[2][1], sample::FORMULA);
    let Some(Data::DateTime(due)) = sheet.get((5, 5)) else { panic!("no date") };
    assert_eq!(due.to_ymd_hms_milli(), (2026, 11, 1, 0, 0, 0, 0), "in factory time");
}

/// Names of files stand in a ZIP as they are.
#[test]
fn charts_are_the_workbooks_own() {
    let bytes = bytes(Language::Chinese);
    let holds = |name: &str| bytes.windows(name.len()).any(|window| window == name.as_bytes());
    assert!(
        (1..=6).all(|at| holds(&format!("xl/charts/chart{at}.xml")))
            && holds("xl/drawings/drawing1.xml")
            && !holds("xl/media")
    );
    assert!(!holds("xl/charts/chart7.xml"), "a single model needs no chart");
}
