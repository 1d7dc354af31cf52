//! A report as rows of figures for other programs: one figure a row, numbers as programs write them.
//!
//! Spreadsheets open such files too. A mark at the beginning tells them the encoding, and no text is taken for a formula.

use domain::factory_time::factory_time;
use domain::measures::{Share, TimeShare};
use domain::report::{Cell, ColumnName, Report, Section};
use domain::statistics::rate::Difference;
use domain::words::Language;
use events_schema::Duration;
use serde::Serialize;

use super::names::{Names, Reading};
use crate::spreadsheet::harmless;

/// What stands in the first row. These are names for programs, the same in all languages.
const HEADER: [&str; 16] = [
    "period",
    "section",
    "table",
    "table_name",
    "key",
    "name",
    "column",
    "column_name",
    "kind",
    "value",
    "part",
    "whole",
    "low",
    "high",
    "unit",
    "text",
];

/// The mark by which spreadsheets know UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Why there are no rows.
#[derive(Debug, thiserror::Error)]
#[error("the rows of the report cannot be written")]
pub struct CsvError(#[source] ::csv::Error);

/// The figure of a cell: what it is, and its numbers.
#[derive(Debug, Default)]
struct Figure {
    kind: &'static str,
    value: String,
    part: String,
    whole: String,
    low: String,
    high: String,
    unit: String,
    text: String,
}

/// A report as CSV: UTF-8 with its mark, lines ended by CR and LF.
///
/// # Errors
/// Never, as far as anybody knows: the rows are written to memory.
pub fn csv(report: &Report, language: Language, names: &Names<'_>) -> Result<Vec<u8>, CsvError> {
    let reading = Reading { language, names };
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(MARK.to_vec());
    writer.write_record(HEADER).map_err(CsvError)?;
    let period = report.period.to_string();
    for table in &report.tables {
        let section = section_name(table.table.section());
        let (table_name, table_words) = (name(&table.table), reading.say(table.table.words()));
        for line in &table.rows {
            let (key, row_name) = (harmless(&line.key), harmless(&reading.key(table.table, &line.key)));
            for (column, cell) in table.columns.iter().zip(&line.cells) {
                let figure = figure(cell, *column, reading);
                let (column_name, column_words) = (name(column), reading.say(column.words()));
                let address = [&period, section, &table_name, table_words, &key, &row_name, &column_name, column_words];
                writer.write_record(address.into_iter().chain(figure.fields())).map_err(CsvError)?;
            }
        }
    }
    writer.into_inner().map_err(|error| CsvError(error.into_error().into()))
}

impl Figure {
    fn fields(&self) -> [&str; 8] {
        [self.kind, &self.value, &self.part, &self.whole, &self.low, &self.high, &self.unit, &self.text]
    }
}

fn figure(cell: &Cell, column: ColumnName, reading: Reading<'_>) -> Figure {
    let of = |kind: &'static str, value: String| Figure { kind, value, ..Figure::default() };
    let with = |kind: &'static str, value: String, unit: &str| Figure { unit: unit.to_owned(), ..of(kind, value) };
    match cell {
        Cell::Nothing => of("nothing", String::new()),
        Cell::Count { count } => of("count", count.to_string()),
        Cell::Share(share) => share_figure(share),
        Cell::TimeShare(share) => time_figure(share),
        Cell::Mean { sum, whole, mean } => {
            Figure { part: sum.to_string(), whole: whole.to_string(), ..of("mean", number(*mean)) }
        }
        Cell::Span { span } => with("span", seconds(*span), "s"),
        Cell::Change(change) => change_figure(change),
        Cell::Ratio { ratio } => of("ratio", number(*ratio)),
        Cell::Shares { hundredths } => of("shares", number(*hundredths as f64 / 10_000.0)),
        Cell::Points { points } => of("points", points.to_string()),
        Cell::Money { amount, currency } => with("money", amount.to_string(), &currency.to_string()),
        Cell::Instant { at } => of("instant", factory_time(*at)),
        Cell::Word { word } => Figure { text: harmless(&reading.word(word)), ..of("word", harmless(word)) },
        Cell::Text { text } => match reading.named(column, text) {
            Some(named) => Figure { text: harmless(&named), ..of("text", harmless(text)) },
            None => Figure { text: harmless(text), ..of("text", String::new()) },
        },
    }
}

fn share_figure(share: &Share) -> Figure {
    let some = |value: Option<f64>| value.map(number).unwrap_or_default();
    Figure {
        kind: "share",
        value: some(share.rate),
        part: share.part.to_string(),
        whole: share.whole.to_string(),
        low: some(share.low),
        high: some(share.high),
        ..Figure::default()
    }
}

/// Part and whole are seconds; the value is none of them.
fn time_figure(share: &TimeShare) -> Figure {
    let [part, whole] =
        [share.met_us, share.counted_us].map(|micros| seconds(Duration::from_micros(micros.cast_signed())));
    let value = share.rate.map(number).unwrap_or_default();
    Figure { kind: "time_share", value, part, whole, unit: "s".to_owned(), ..Figure::default() }
}

fn change_figure(change: &Difference) -> Figure {
    let [value, low, high] = [change.value, change.interval.low, change.interval.high].map(number);
    Figure { kind: "change", value, low, high, ..Figure::default() }
}

/// A number with as many digits as tell it from all others; nothing for what is no number.
fn number(value: f64) -> String {
    if value.is_finite() { value.to_string() } else { String::new() }
}

/// A length of time in seconds, exactly.
fn seconds(span: Duration) -> String {
    let micros = span.as_micros();
    let (whole, rest) = (micros.unsigned_abs() / 1_000_000, micros.unsigned_abs() % 1_000_000);
    let sign = if micros < 0 { "-" } else { "" };
    let text = format!("{sign}{whole}.{rest:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The name of a section for programs.
const fn section_name(section: Section) -> &'static str {
    match section {
        Section::Overall => "overall",
        Section::Trend => "trend",
        Section::Issues => "issues",
        Section::Responsibility => "responsibility",
        Section::Improvements => "improvements",
        Section::Suppliers => "suppliers",
        Section::Training => "training",
    }
}

/// The name of a table or a column in JSON.
fn name(of: &impl Serialize) -> String {
    serde_json::to_value(of).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}
