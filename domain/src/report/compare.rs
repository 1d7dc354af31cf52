//! Two reports of one period, line by line.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, ColumnName, Report, TableName};

/// A figure that reads otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Difference {
    /// The table.
    pub table: TableName,
    /// The row.
    pub key: String,
    /// The column.
    pub column: ColumnName,
    /// What it was; absent where the row was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<Cell>,
    /// What it is; absent where the row is no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Cell>,
}

/// Figures by their addresses.
type Figures<'a> = BTreeMap<(TableName, &'a str, ColumnName), &'a Cell>;

fn figures(report: &Report) -> Figures<'_> {
    let mut figures = Figures::new();
    for table in &report.tables {
        for line in &table.rows {
            let cells = table.columns.iter().zip(&line.cells);
            figures.extend(cells.map(|(column, cell)| ((table.table, line.key.as_str(), *column), cell)));
        }
    }
    figures
}

/// What reads otherwise in `now` than it did in `then`, in the order of tables, rows and columns.
///
/// What follows from other figures (a change, a cumulated share) differs with them and is not listed by itself.
#[must_use]
pub fn differences(then: &Report, now: &Report) -> Vec<Difference> {
    let (then, now) = (figures(then), figures(now));
    let all: BTreeMap<_, ()> = then.keys().chain(now.keys()).map(|address| (*address, ())).collect();
    let differs = all.into_keys().filter_map(|address @ (table, key, column)| {
        let (then, now) = (then.get(&address).copied(), now.get(&address).copied());
        let nothing = Cell::Nothing;
        let is_same = then.unwrap_or(&nothing).says_the_same(now.unwrap_or(&nothing));
        (!is_same).then(|| Difference { table, key: key.to_owned(), column, then: then.cloned(), now: now.cloned() })
    });
    differs.collect()
}
