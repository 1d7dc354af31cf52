//! A statement looked at without data: over empty tables of the same shape.

use std::sync::Arc;

use domain::context::Checked;
use events_schema::Role;
use events_schema::text::Code;
use rusqlite::{Connection, OpenFlags};

use super::guard::Guard;
use super::{Scope, Session, Share, SqlError, functions, limit, log, make_views, views_for};
use crate::file::{is_index, statements};
use crate::models::models;

/// What a statement would answer to somebody in this role, and what it reads; or why it is no question.
#[must_use]
pub fn check(sql: &str, role: Role) -> Checked {
    match shape(sql, &Scope { views: views_for(role), share: Share::All }) {
        Ok(Shape { parameters: 1.., .. }) => Checked::Wrong("a metric has no parameters".to_owned()),
        Ok(Shape { columns, views, .. }) => Checked::Reads { columns, views },
        Err(error) => Checked::Wrong(error.to_string()),
    }
}

/// What a statement would answer, and from what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The columns of its answer.
    pub columns: Vec<String>,
    /// The views that it reads.
    pub views: Vec<Code>,
    /// How many parameters it has.
    pub parameters: usize,
}

/// What a statement would answer, and from what.
///
/// # Errors
/// If it is no question.
pub fn shape(sql: &str, scope: &Scope) -> Result<Shape, SqlError> {
    let (connection, guard) = empty(scope).map_err(SqlError::Unreadable)?;
    let session = Session { connection, guard, end: Arc::default() };
    let statement = session.prepare(sql)?;
    let parameters = statement.parameter_count();
    let columns = statement.column_names().map(str::to_owned).collect();
    // Names of views are codes.
    let views = session.guard.views().into_iter().filter_map(|view| view.parse().ok()).collect();
    Ok(Shape { columns, views, parameters })
}

fn empty(scope: &Scope) -> rusqlite::Result<(Connection, Guard)> {
    let mut connection = Connection::open_in_memory_with_flags(OpenFlags::default())?;
    for model in models() {
        connection.execute(&format!("ATTACH ':memory:' AS {}", model.name), [])?;
        for table in statements(model.tables).filter(|statement| !is_index(statement)) {
            let named = table.replacen("CREATE TABLE ", &format!("CREATE TABLE {}.", model.name), 1);
            connection.execute_batch(&named)?;
        }
    }
    functions::register(&connection)?;
    log::register(&connection, None)?;
    make_views(&connection, scope)?;
    limit(&connection)?;
    let guard = Guard::over(&mut connection, &scope.views)?;
    Ok((connection, guard))
}
