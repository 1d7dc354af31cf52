//! Lists of the rows of a published view, page by page. Whatever is published can be listed, and what is listed can be asked
//! in SQL too, by the same names.

use events_schema::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use serde_json::{Map, Value};

use crate::projection::Projection;
use crate::published::{ColumnKind, PublishedColumn, PublishedView};
use crate::sql::sortable;
use crate::view::{Conditions, Page, Read, Unreadable, View, page_size};

/// The column by which the rows of a list are ordered: unique, whole, and growing with time. Every view that is listed has it.
pub const NUMBER: &str = "number";

/// A row of a list, by the names of its columns.
pub type Fields = Map<String, Value>;

/// A condition on the rows of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    column: &'static str,
    comparison: &'static str,
    value: rusqlite::types::Value,
}

/// Why a text is no condition on a column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCondition {
    /// It is not of the column's kind.
    #[error("expected {0}")]
    OtherKind(&'static str),
    /// There is no such column, or it cannot be asked for.
    #[error("there is no such column here")]
    NoColumn,
}

impl Condition {
    /// The condition that a parameter stands for: the name of a column and its value, or of an instant `<column>_from` and
    /// `<column>_before`.
    ///
    /// # Errors
    /// If there is no such column, or the text is not of its kind.
    pub fn of(view: &'static PublishedView, parameter: &str, text: &str) -> Result<Self, NoCondition> {
        let named = |name: &str| view.columns.iter().find(|column| column.name == name);
        let instant = |suffix: &str| {
            let column = named(parameter.strip_suffix(suffix)?)?;
            (column.kind == ColumnKind::Instant).then_some(column)
        };
        let (column, comparison): (&PublishedColumn, _) = if let Some(column) = named(parameter) {
            (column, "=")
        } else if let Some(column) = instant("_from") {
            (column, ">=")
        } else if let Some(column) = instant("_before") {
            (column, "<")
        } else {
            return Err(NoCondition::NoColumn);
        };
        Ok(Self { column: column.name, comparison, value: value(column.kind, text)? })
    }

    /// The condition that something is known.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn known(view: &'static PublishedView, column: &str) -> Result<Self, NoCondition> {
        let column = view.columns.iter().find(|of| of.name == column).ok_or(NoCondition::NoColumn)?;
        Ok(Self { column: column.name, comparison: "IS NOT", value: rusqlite::types::Value::Null })
    }
}

fn value(kind: ColumnKind, text: &str) -> Result<rusqlite::types::Value, NoCondition> {
    match kind {
        ColumnKind::Text => Ok(text.to_owned().into()),
        ColumnKind::Integer => {
            text.parse::<i64>().map(Into::into).map_err(|_| NoCondition::OtherKind("a whole number"))
        }
        ColumnKind::Number => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number.into()),
            Ok(_) | Err(_) => Err(NoCondition::OtherKind("a number")),
        },
        ColumnKind::Boolean => match text {
            "true" => Ok(1_i64.into()),
            "false" => Ok(0_i64.into()),
            _ => Err(NoCondition::OtherKind("true or false")),
        },
        ColumnKind::Instant => {
            let at = text.parse::<Timestamp>().map_err(|_| NoCondition::OtherKind("an RFC 3339 time"))?;
            Ok(sortable(at).into())
        }
        ColumnKind::Json => Err(NoCondition::NoColumn),
    }
}

impl<P: Projection> View<P> {
    /// The rows of a view that fulfil all conditions, newest first: at most `limit`, from below the number `before` on.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn rows(
        &self,
        view: &'static PublishedView,
        conditions: &[Condition],
        before: Option<i64>,
        limit: usize,
    ) -> Result<Read<Page<Fields, i64>>, Unreadable> {
        let size = page_size(limit);
        let select = alone::<P>(view);
        let mut all = Conditions::of("TRUE");
        for Condition { column, comparison, value } in conditions {
            all.and(&format!("{column} {comparison} ?"), vec![Box::new(value.clone())]);
        }
        all.and_if(&format!("{NUMBER} < ?"), before);
        let sql = format!("SELECT * FROM ({select}) WHERE {} ORDER BY {NUMBER} DESC LIMIT {}", all.sql(), size + 1);
        self.read(|tables: &Connection| {
            let mut statement = tables.prepare_cached(&sql)?;
            let rows = statement.query_map(all.values(), |row| fields(view, row))?;
            let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(Page::of(rows, size, |row| row.get(NUMBER).and_then(Value::as_i64).unwrap_or(0)))
        })
    }
}

/// The select of a view over the file of its read model alone.
pub(crate) fn alone<P: Projection>(view: &'static PublishedView) -> String {
    view.select.replace(&format!("FROM {}.", P::NAME), "FROM main.")
}

/// A row as JSON: what is not known is left out.
pub(crate) fn fields(view: &'static PublishedView, row: &Row<'_>) -> rusqlite::Result<Fields> {
    let mut fields = Fields::new();
    for (index, column) in view.columns.iter().enumerate() {
        let value = match (column.kind, row.get_ref(index)?) {
            (_, ValueRef::Null) => continue,
            (ColumnKind::Boolean, ValueRef::Integer(truth)) => Value::Bool(truth != 0),
            (_, ValueRef::Integer(number)) => number.into(),
            (_, ValueRef::Real(number)) => number.into(),
            (ColumnKind::Json, ValueRef::Text(json)) => serde_json::from_slice(json).unwrap_or(Value::Null),
            (_, ValueRef::Text(text) | ValueRef::Blob(text)) => String::from_utf8_lossy(text).into_owned().into(),
        };
        fields.insert(column.name.to_owned(), value);
    }
    Ok(fields)
}
