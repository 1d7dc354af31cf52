//! What people get of a report (P5.3): a page to read and to print, a workbook to reckon with, rows for other programs.
//!
//! All three are made from the same tables, and the same report always gives the same bytes. Nothing is counted here: a
//! figure that is not in the report is in none of them.

mod about;
mod csv;
mod html;
mod names;
#[cfg(test)]
mod tests;
mod texts;
mod words;
mod xlsx;

pub use about::{About, Acknowledged, Submitted};
pub use csv::{CsvError, csv};
pub use html::html;
pub use names::{Names, period_name, title};
pub use xlsx::{XlsxError, xlsx};

use domain::report::{ColumnName, Report, Section, Table, TableName};

/// The tables that are drawn as Pareto charts.
const PARETOS: [TableName; 4] =
    [TableName::IssueTypes, TableName::FailureCodes, TableName::Parts, TableName::EngineModels];

/// What is drawn of the months: shares as lines, and the count last.
const TRENDS: [ColumnName; 3] = [ColumnName::Timeliness, ColumnName::Satisfied, ColumnName::Received];

/// The tables of a section.
fn tables_of(report: &Report, section: Section) -> impl Iterator<Item = &Table> {
    report.tables.iter().filter(move |table| table.table.section() == section)
}
