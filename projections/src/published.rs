//! What read models publish: views with documented columns, for questions in SQL, metrics and exports.
//!
//! Tables change as the fold needs it; a published view keeps its columns. A new column is added at the end, and one that
//! goes or changes its meaning makes a view of another name. Personal values are in none of them: read models keep them
//! sealed, and no view has the columns that hold them.

use domain::queries::QuerySpec;
use events_schema::Role;
use schemars::{JsonSchema, Schema, json_schema};
use serde::Serialize;

/// A view that somebody outside may build on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PublishedView {
    /// Its name in SQL.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Who may see it.
    #[serde(skip)]
    pub permission: &'static QuerySpec,
    /// Its columns, in order.
    pub columns: &'static [PublishedColumn],
    /// The select over the tables of the read model, without schema names.
    #[serde(skip)]
    pub(crate) select: &'static str,
}

impl PublishedView {
    /// Whether somebody in this role may see it.
    #[must_use]
    pub fn is_for(&self, role: Role) -> bool {
        self.permission.may.contains(&role)
    }
}

/// A column of a published view.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PublishedColumn {
    /// Its name.
    pub name: &'static str,
    /// What stands in it.
    pub kind: ColumnKind,
    /// What it means.
    pub about: &'static str,
}

/// What stands in a column. Any may be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// A text, a word or an id.
    Text,
    /// A whole number.
    Integer,
    /// A number as computers reckon with it; where it has to be exact, a text beside it is.
    Number,
    /// 0 or 1.
    Boolean,
    /// An instant in UTC, RFC 3339 with six digits of a second, so that it sorts as text and SQLite's functions of dates read it.
    Instant,
    /// JSON.
    Json,
}

impl ColumnKind {
    /// What a program finds there, as JSON Schema has it.
    #[must_use]
    pub fn schema(self) -> Schema {
        match self {
            Self::Text => json_schema!({ "type": "string" }),
            Self::Integer => json_schema!({ "type": "integer" }),
            Self::Number => json_schema!({ "type": "number" }),
            Self::Boolean => json_schema!({ "type": "boolean" }),
            Self::Instant => json_schema!({ "type": "string", "format": "date-time" }),
            Self::Json => json_schema!({}),
        }
    }
}

/// A column in the table of a view.
pub(crate) const fn column(name: &'static str, kind: ColumnKind, about: &'static str) -> PublishedColumn {
    PublishedColumn { name, kind, about }
}
