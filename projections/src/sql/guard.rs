//! What a statement may touch.
//!
//! SQLite asks for leave while it prepares a statement: for each column that is read, each function, and everything else
//! that a statement could do. Only what stands here is let through. Columns of tables are let through if a published view
//! reads them, which is found out from the views themselves, and if they are reached through one. That alone would not be
//! enough, because a statement may give the name of a view to a table expression of its own; but nobody can name a table,
//! since files are attached under names that cannot be guessed, and names of tables without a schema mean something else.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::{SqlError, functions};
use crate::published::PublishedView;

/// SQLite's functions that a question may call. None of them looks beyond its arguments, but those of dates for the time.
const FUNCTIONS: &str = " abs acos acosh asin asinh atan atan2 atanh avg ceil ceiling changes char coalesce concat \
    concat_ws cos cosh count cume_dist date datetime degrees dense_rank exp first_value floor format glob group_concat hex \
    if ifnull iif instr json json_array json_array_length json_extract json_group_array json_group_object json_object \
    json_patch json_quote json_remove json_replace json_set json_type json_valid julianday lag last_value lead length like \
    likelihood likely ln log log10 log2 lower ltrim max median min mod nth_value ntile nullif octet_length percent_rank \
    percentile percentile_cont percentile_disc pi pow power printf quote radians rank replace round row_number rtrim sign \
    sin sinh sqrt string_agg strftime substr substring sum tan tanh time timediff total trim trunc typeof unhex unicode \
    unistr unixepoch unlikely upper -> ->> ";

/// Table-valued functions that take apart what they are given.
const TAKE_APART: [&str; 2] = ["json_each", "json_tree"];

/// The watch over one connection.
#[derive(Clone)]
pub(super) struct Guard(Arc<Mutex<Watch>>);

struct Watch {
    mode: Mode,
    views: Vec<&'static str>,
    /// Schema, table and column of what the views read.
    readable: BTreeSet<(String, String, String)>,
    /// Names of tables and modules. Of a statement that counts rows, and reads no column, SQLite says the name alone, which
    /// may be of a table expression of the statement's own.
    taken: BTreeSet<String>,
    /// The views that it names.
    seen: BTreeSet<String>,
    refused: Option<SqlError>,
}

enum Mode {
    /// The program's own statements.
    Trusted,
    /// A view is looked through, to find out what it reads.
    Learning,
    /// Somebody's statement.
    Guarding,
}

impl Guard {
    /// Watches over a connection from now on. The views of others than these do not exist for it.
    pub(super) fn over(connection: &mut Connection, views: &[&'static PublishedView]) -> rusqlite::Result<Self> {
        let watch = Watch {
            mode: Mode::Learning,
            views: views.iter().map(|view| view.name).collect(),
            readable: BTreeSet::new(),
            taken: taken(connection)?,
            seen: BTreeSet::new(),
            refused: None,
        };
        let guard = Self(Arc::new(Mutex::new(watch)));
        let asked = guard.clone();
        connection.authorizer(Some(move |context: AuthContext<'_>| asked.watch().leave(&context)))?;
        for view in views {
            connection.prepare(&format!("SELECT * FROM {}", view.name))?;
        }
        guard.watch().mode = Mode::Trusted;
        Ok(guard)
    }

    /// Somebody's statement comes next.
    pub(super) fn begin(&self) {
        let mut watch = self.watch();
        (watch.mode, watch.refused) = (Mode::Guarding, None);
        watch.seen.clear();
    }

    /// What was refused of the statement.
    pub(super) fn refused(&self) -> Option<SqlError> {
        self.watch().refused.take()
    }

    /// The views that the statement reads.
    pub(super) fn views(&self) -> Vec<&'static str> {
        let watch = self.watch();
        watch.views.iter().filter(|view| watch.seen.contains(**view)).copied().collect()
    }

    /// Lets the program's own statements through.
    pub(super) fn while_trusted<T>(&self, work: impl FnOnce() -> T) -> T {
        self.watch().mode = Mode::Trusted;
        let done = work();
        self.watch().mode = Mode::Guarding;
        done
    }

    fn watch(&self) -> MutexGuard<'_, Watch> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watch {
    fn leave(&mut self, context: &AuthContext<'_>) -> Authorization {
        let refused = match (&self.mode, context.action) {
            (Mode::Trusted, _) | (_, AuthAction::Select | AuthAction::Recursive) => return Authorization::Allow,
            (mode, AuthAction::Read { table_name, column_name }) => {
                let schema = context.database_name.unwrap_or("main");
                if matches!(mode, Mode::Learning) {
                    self.readable.insert((schema.to_owned(), table_name.to_owned(), column_name.to_owned()));
                    return Authorization::Allow;
                }
                if self.may_read(schema, table_name, column_name, context.accessor) {
                    let names = context.accessor.into_iter().chain([table_name]);
                    self.seen.extend(names.map(str::to_ascii_lowercase));
                    return Authorization::Allow;
                }
                SqlError::NoView(table_name.to_owned())
            }
            (_, AuthAction::Function { function_name }) => {
                if is_known(function_name) {
                    return Authorization::Allow;
                }
                SqlError::NotAllowed(format!("call {function_name}()"))
            }
            (_, action) => SqlError::NotAllowed(deed(&action)),
        };
        self.refused.get_or_insert(refused);
        Authorization::Deny
    }

    fn may_read(&self, schema: &str, table: &str, column: &str, through: Option<&str>) -> bool {
        let is_view_name = |name: &str| self.views.iter().any(|view| view.eq_ignore_ascii_case(name));
        let is_view = matches!(schema, "main" | "temp") && is_view_name(table);
        let takes_apart = schema == "main" && TAKE_APART.contains(&table);
        let is_through_a_view = column.is_empty() || through.is_some_and(is_view_name);
        let of_view = |read: &(String, String, String)| {
            is_through_a_view && read.0 == schema && read.1 == table && (column.is_empty() || read.2 == column)
        };
        let is_its_own = || column.is_empty() && !self.taken.contains(&table.to_ascii_lowercase());
        is_view || takes_apart || self.readable.iter().any(of_view) || is_its_own()
    }
}

fn taken(connection: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    let list = |sql: &str| {
        connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()
    };
    let mut taken: BTreeSet<String> =
        ["sqlite_schema", "sqlite_master", "sqlite_temp_schema", "sqlite_temp_master"].map(str::to_owned).into();
    taken.extend(list("SELECT lower(name) FROM pragma_module_list")?);
    for schema in list("SELECT name FROM pragma_database_list")? {
        taken.extend(list(&format!("SELECT lower(name) FROM {schema}.sqlite_schema"))?);
    }
    taken.extend(list("SELECT 'pragma_' || lower(name) FROM pragma_pragma_list")?);
    Ok(taken)
}

fn is_known(function: &str) -> bool {
    let name = function.to_ascii_lowercase();
    functions::OURS.iter().any(|(ours, _)| *ours == name)
        || FUNCTIONS.split_ascii_whitespace().any(|known| known == name)
}

/// What a statement wants to do, as one says it behind "may not".
fn deed(action: &AuthAction<'_>) -> String {
    match action {
        AuthAction::Insert { .. } | AuthAction::Update { .. } | AuthAction::Delete { .. } => "write".to_owned(),
        AuthAction::Pragma { pragma_name, .. } => format!("use PRAGMA {pragma_name}"),
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => "attach or detach files".to_owned(),
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => "begin or end a transaction".to_owned(),
        _ => "make, change or drop anything".to_owned(),
    }
}
