//! A statement looked at without data: over empty tables of the same shape.

use std::sync::Arc;

use domain::context::Checked;
use events_schema::Role;
use events_schema::text::Code;
use rusqlite::{Connection, OpenFlags};

use super::{EVENTS, Scope, Session, Share, SqlError, functions, log, schema, views_for, watched};
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
    let session = empty(scope).map_err(SqlError::Unreadable)?;
    let statement = session.prepare(sql)?;
    let parameters = statement.parameter_count();
    let columns = statement.column_names().map(str::to_owned).collect();
    // Names of views are codes.
    let views = session.guard.views().into_iter().filter_map(|view| view.parse().ok()).collect();
    Ok(Shape { columns, views, parameters })
}

fn empty(scope: &Scope) -> rusqlite::Result<Session> {
    let mut connection = Connection::open_in_memory_with_flags(OpenFlags::default())?;
    let mut schemas = Vec::new();
    for model in models().iter().filter(|model| scope.needs(model.name)) {
        let schema = schema(&connection)?;
        connection.execute(&format!("ATTACH ':memory:' AS {schema}"), [])?;
        for table in statements(model.tables).filter(|statement| !is_index(statement)) {
            let named = table.replacen("CREATE TABLE ", &format!("CREATE TABLE {schema}."), 1);
            connection.execute_batch(&named)?;
        }
        schemas.push((model.name, schema));
    }
    functions::register(&connection)?;
    if scope.views.iter().any(|view| view.name == EVENTS.name) {
        log::register(&connection, None)?;
    }
    let guard = watched(&mut connection, scope, &schemas)?;
    Ok(Session { connection, guard, schemas, end: Arc::default() })
}
