//! Periodic reports (定期报告) of a month, a quarter or a year (P5.3): the overall situation, how it goes, who is responsible,
//! what improvement measures came to, suppliers, training.
//!
//! A report is tables of figures. Every figure has an address, its table, row and column, so that two reports of one period can
//! be compared line by line; what is shown of it, as a page, a workbook or rows, is made from the same tables.

mod address;
mod build;
mod cell;
mod compare;
mod measured;
#[cfg(test)]
mod tests;
mod words;

pub use address::{ColumnName, Keys, Section, TableName};
pub use build::{Looked, OTHER, measured};
pub use cell::Cell;
pub use compare::{Difference, differences};
pub use measured::Measured;
pub use words::{of_key, of_word};

use events_schema::{Period, Position, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A report: what it is bound to, and its tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The period.
    pub period: Period,
    /// All events before this position are counted.
    pub position: Position,
    /// The instant up to which deadlines and windows are over.
    pub as_of: Timestamp,
    /// The versions of the rules that hold.
    pub versions: Versions,
    /// The tables, in the order of the sections.
    pub tables: Vec<Table>,
}

/// The versions of rules by which a report was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Versions {
    /// Of the policy.
    pub policy: u32,
    /// Of the scheme by which suppliers are scored.
    pub supplier_scheme: u32,
    /// Of the scheme by which people are appraised.
    pub appraisal_scheme: u32,
}

/// Figures of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// Which.
    pub table: TableName,
    /// What stands in the columns.
    pub columns: Vec<ColumnName>,
    /// The rows.
    pub rows: Vec<Line>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// What it is about, unique in its table: a measure, a month, the code of a department, an improvement measure. Empty for
    /// that of which it is not known.
    pub key: String,
    /// A value for each column.
    pub cells: Vec<Cell>,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(table: TableName, columns: &[ColumnName]) -> Self {
        Self { table, columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, key: impl Into<String>, cells: Vec<Cell>) {
        self.rows.push(Line { key: key.into(), cells });
    }
}

impl Report {
    /// A report without tables.
    #[must_use]
    pub const fn empty(period: Period, as_of: Timestamp) -> Self {
        let versions = Versions { policy: 0, supplier_scheme: 0, appraisal_scheme: 0 };
        Self { period, position: Position(0), as_of, versions, tables: Vec::new() }
    }

    /// A table, if the report has it.
    #[must_use]
    pub fn table(&self, name: TableName) -> Option<&Table> {
        self.tables.iter().find(|table| table.table == name)
    }
}
