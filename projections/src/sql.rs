//! Questions in SQL over published views, guarded: nothing but reading, nothing but what is published, and an end.
//!
//! Every question has a connection of its own, on no file but those of the read models that it may see, each attached for
//! reading only. What a statement may touch is decided while SQLite prepares it, by `guard`; how long it may go on is
//! asked of the caller every few thousand steps.

mod check;
mod functions;
mod guard;
mod held;
mod log;
mod together;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use event_store::EventStore;
use events_schema::text::Code;
use events_schema::{Position, Role};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Error, ErrorCode, OpenFlags, Row, Statement, ToSql};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;

use crate::checkpoint;
use crate::meeting::Apart;
use crate::models::{Model, ReadModels, models};
use crate::published::PublishedView;
pub use check::{Shape, check, shape};
pub use functions::OURS as FUNCTIONS;
pub(crate) use functions::{register as register_functions, sortable};
use guard::Guard;
pub use held::Held;
pub use log::EVENTS;
pub use together::Together;

/// All views that are published, in the order of the read models.
pub fn published_views() -> impl Iterator<Item = &'static PublishedView> {
    std::iter::once(&EVENTS).chain(models().iter().flat_map(|model| model.published))
}

/// The read models behind views.
pub fn models_behind(views: &[Code]) -> impl Iterator<Item = &'static Model> {
    models()
        .iter()
        .filter(|model| model.published.iter().any(|view| views.iter().any(|name| name.as_str() == view.name)))
}

/// The views that somebody in this role may see.
#[must_use]
pub fn views_for(role: Role) -> Vec<&'static PublishedView> {
    published_views().filter(|view| view.is_for(role)).collect()
}

/// A value in a question or an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum SqlValue {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// Another number.
    Real(f64),
    /// A text; in answers bytes too, in hexadecimal.
    Text(String),
}

impl From<ValueRef<'_>> for SqlValue {
    fn from(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Real(number) => Self::Real(number),
            ValueRef::Text(text) => Self::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Self::Text(hexadecimal(bytes)),
        }
    }
}

impl ToSql for SqlValue {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Integer(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Self::Real(number) => ToSqlOutput::Borrowed(ValueRef::Real(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}

/// A question: one statement that reads, and the values of its parameters by their names.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// One `SELECT` over published views.
    #[schemars(example = &"SELECT class, count(*) AS tickets FROM tickets GROUP BY class")]
    pub sql: String,
    /// The values of parameters, which stand as `:name` in the statement.
    #[serde(default)]
    pub parameters: BTreeMap<String, SqlValue>,
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    /// It is not SQL, or names what is not there.
    #[error("{message}")]
    Wrong {
        /// What SQLite says of it.
        message: String,
        /// At which byte of the statement, if that is known.
        offset: Option<usize>,
    },
    /// It names a table or view that is not published for whoever asks.
    #[error("there is no view `{0}`")]
    NoView(String),
    /// It wants to do what no question may.
    #[error("a question may not {0}")]
    NotAllowed(String),
    /// A parameter has no value, or a value no parameter.
    #[error("{0}")]
    Parameter(String),
    /// A value in it grew beyond the limit.
    #[error("a text in it grew beyond {} bytes", LONGEST_VALUE)]
    TooLarge,
    /// It was ended by whoever runs it.
    #[error("it was ended")]
    Ended,
    /// It failed while it ran.
    #[error("{0}")]
    Failed(String),
    /// The read models that it needs do not come to one position.
    #[error(transparent)]
    Apart(#[from] Apart),
    /// The files cannot be opened or read.
    #[error("the read models cannot be read")]
    Unreadable(#[source] Error),
}

/// The longest text in a question's course, in bytes.
pub const LONGEST_VALUE: i32 = 2_000_000;
/// The longest statement, in bytes.
pub const LONGEST_SQL: i32 = 100_000;

/// After so many steps of SQLite's machine it is asked whether to go on.
const STEPS: i32 = 100;

/// What a question sees.
#[derive(Clone)]
pub struct Scope {
    /// The views.
    pub views: Vec<&'static PublishedView>,
    /// How much of them.
    pub share: Share,
}

impl Scope {
    /// The same with no other views than these.
    #[must_use]
    pub fn narrowed_to(&self, views: &[Code]) -> Self {
        let is_named = |view: &&&PublishedView| views.iter().any(|name| name.as_str() == view.name);
        Self { views: self.views.iter().filter(is_named).copied().collect(), share: self.share }
    }

    /// Whether a view is of this read model.
    fn needs(&self, model: &str) -> bool {
        let of = |view: &&PublishedView| {
            models().iter().any(|known| known.name == model && known.published.iter().any(|own| own.name == view.name))
        };
        self.views.iter().any(of)
    }
}

/// How much of the views a question sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// Everything.
    All,
    /// One of sixteen tickets, by the first digit of their ids, which are evenly spread; and of other things all.
    Sixteenth,
}

/// Where the views of a question are.
#[derive(Clone)]
pub struct Sources {
    /// The file of each read model.
    pub files: Vec<(&'static str, PathBuf)>,
    /// The log.
    pub store: Arc<dyn EventStore>,
    /// Of the runtime that reads it.
    pub handle: Handle,
}

impl ReadModels {
    /// Answers a question over what it sees, all at one position. It blocks, and takes as long as the question does: it belongs
    /// on a thread of its own. `goes_on` is asked every now and then, and ends it by saying no.
    ///
    /// # Errors
    /// If the question is none, or has no answer.
    pub fn answer(
        &self,
        question: &Question,
        scope: &Scope,
        handle: &Handle,
        goes_on: impl FnMut() -> bool + Send + 'static,
        rows: &mut dyn Rows,
    ) -> Result<(), SqlError> {
        let scope = scope.narrowed_to(&shape(&question.sql, scope)?.views);
        self.session(&scope, handle)?.answer(question, goes_on, rows)
    }

    /// A connection that sees these views, all at one position.
    fn session(&self, scope: &Scope, handle: &Handle) -> Result<Session, SqlError> {
        let sources = self.sources(handle);
        let session = Session::open(&sources, scope)?;
        let needed: Vec<&'static str> = session.schemas.iter().map(|(model, _)| *model).collect();
        if needed.len() < 2 {
            session.fix(self.length()).map_err(SqlError::Unreadable)?;
            return Ok(session);
        }
        // Everything is open before they meet, so that they are not held up.
        let meeting = handle.block_on(self.meet(&needed))?;
        let now = self.sources(handle);
        // A read model whose file was replaced meanwhile is seen in its new file.
        let session = if now.files == sources.files { session } else { Session::open(&now, scope)? };
        session.fix(Position(0)).map_err(SqlError::Unreadable)?;
        drop(meeting);
        Ok(session)
    }
}

/// Answers a question over files that nobody changes any more, all of one place in the past.
///
/// # Errors
/// If the question is none, or has no answer.
pub fn answer_past(
    sources: &Sources,
    end: Position,
    question: &Question,
    scope: &Scope,
    goes_on: impl FnMut() -> bool + Send + 'static,
    rows: &mut dyn Rows,
) -> Result<(), SqlError> {
    let mut session = Session::open(sources, scope)?;
    session.fix(end).map_err(SqlError::Unreadable)?;
    session.answer(question, goes_on, rows)
}

/// A connection for one question.
pub(crate) struct Session {
    connection: Connection,
    guard: Guard,
    /// Under which names the files of read models are attached. Nobody can guess them, so that tables are reached through views.
    schemas: Vec<(&'static str, String)>,
    /// The position before which the view of events ends.
    end: Arc<AtomicU64>,
}

impl Session {
    /// Opens the files behind these views.
    pub(crate) fn open(sources: &Sources, scope: &Scope) -> Result<Self, SqlError> {
        let end = Arc::new(AtomicU64::new(0));
        connect(sources, scope, end).map_err(SqlError::Unreadable)
    }

    /// Fixes what is seen from now on, at the position of its read models; of a question to none, at the end of the log.
    fn fix(&self, length: Position) -> rusqlite::Result<()> {
        let positions = self.guard.while_trusted(|| {
            self.connection.execute_batch("BEGIN")?;
            let reflected = |(_, schema): &(&str, String)| checkpoint::reflected_in(&self.connection, schema);
            self.schemas.iter().map(reflected).collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let position = positions.first().copied().unwrap_or(length);
        assert!(positions.iter().all(|other| *other == position), "read models that have met stand at one position");
        self.end.store(position.0, Ordering::Relaxed);
        Ok(())
    }

    /// Answers a question, row by row. `goes_on` is asked every now and then, and ends it by saying no.
    pub(crate) fn answer(
        &mut self,
        question: &Question,
        mut goes_on: impl FnMut() -> bool + Send + 'static,
        each: &mut dyn Rows,
    ) -> Result<(), SqlError> {
        self.connection.progress_handler(STEPS, Some(move || !goes_on())).map_err(SqlError::Unreadable)?;
        let mut statement = self.prepare(&question.sql)?;
        bind(&mut statement, &question.parameters)?;
        let position = Position(self.end.load(Ordering::Relaxed));
        each.begin(position, statement.column_names().map(str::to_owned).collect());
        let width = statement.column_count();
        let mut rows = statement.raw_query();
        loop {
            match rows.next().map_err(ran)? {
                Some(row) if each.row(row, width).map_err(ran)? == More::Wanted => {}
                Some(_) | None => return Ok(()),
            }
        }
    }

    fn prepare(&self, sql: &str) -> Result<Statement<'_>, SqlError> {
        words::check(sql)?;
        self.guard.begin();
        let prepared = self.connection.prepare(sql);
        if let Some(refused) = self.guard.refused() {
            return Err(refused);
        }
        let statement = prepared.map_err(wrong)?;
        if !statement.readonly() || statement.column_count() == 0 {
            return Err(SqlError::NotAllowed("do anything but read".to_owned()));
        }
        Ok(statement)
    }
}

/// Who takes the rows of an answer.
pub trait Rows {
    /// The position that the answer reflects and the names of its columns, first of all.
    fn begin(&mut self, position: Position, columns: Vec<String>);
    /// The next row.
    ///
    /// # Errors
    /// If a value cannot be read.
    fn row(&mut self, row: &Row<'_>, width: usize) -> rusqlite::Result<More>;
}

/// Whether another row is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// It is.
    Wanted,
    /// It is not: there is no room for it.
    Unwanted,
}

fn connect(sources: &Sources, scope: &Scope, end: Arc<AtomicU64>) -> rusqlite::Result<Session> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let mut connection = Connection::open_in_memory_with_flags(flags)?;
    let needed = i32::try_from(models().len()).unwrap_or(i32::MAX);
    assert!(connection.limit(Limit::SQLITE_LIMIT_ATTACHED)? >= needed, "SQLite was built to attach too few files");
    let mut schemas = Vec::new();
    for (model, path) in sources.files.iter().filter(|(model, _)| scope.needs(model)) {
        let schema = schema(&connection)?;
        connection.execute(&format!("ATTACH ?1 AS {schema}"), [read_only(path)])?;
        schemas.push((*model, schema));
    }
    functions::register(&connection)?;
    if scope.views.iter().any(|view| view.name == EVENTS.name) {
        log::register(&connection, Some(log::Source::of(sources, Arc::clone(&end))))?;
    }
    // Sorting and grouping may need room: beyond a small cache it is on the disk, not in memory.
    connection.pragma_update(None, "temp_store", "FILE")?;
    let guard = watched(&mut connection, scope, &schemas)?;
    Ok(Session { connection, guard, schemas, end })
}

/// A name for a file that nobody can guess.
fn schema(connection: &Connection) -> rusqlite::Result<String> {
    connection.query_row("SELECT 's' || lower(hex(randomblob(8)))", [], |row| row.get(0))
}

/// Makes the views, hides what is behind them, and watches over what follows.
fn watched(connection: &mut Connection, scope: &Scope, schemas: &[(&'static str, String)]) -> rusqlite::Result<Guard> {
    make_views(connection, scope, schemas)?;
    hide_tables(connection, scope, schemas)?;
    limit(connection)?;
    Guard::over(connection, &scope.views)
}

/// Lets names of tables without a view mean nothing.
fn hide_tables(connection: &Connection, scope: &Scope, schemas: &[(&'static str, String)]) -> rusqlite::Result<()> {
    let mut hidden = std::collections::BTreeSet::new();
    for (_, schema) in schemas {
        let mut tables =
            connection.prepare(&format!("SELECT lower(name) FROM {schema}.sqlite_schema WHERE type = 'table'"))?;
        for table in tables.query_map([], |row| row.get::<_, String>(0))? {
            hidden.insert(table?);
        }
    }
    hidden.retain(|table| !scope.views.iter().any(|view| view.name == table));
    hidden.iter().try_for_each(|table| {
        connection.execute_batch(&format!("CREATE TEMP VIEW \"{table}\" AS SELECT NULL AS hidden WHERE 0"))
    })
}

fn make_views(connection: &Connection, scope: &Scope, schemas: &[(&'static str, String)]) -> rusqlite::Result<()> {
    for view in &scope.views {
        let (is_log, name) = (view.name == EVENTS.name, view.name);
        let named = |select: String, (model, schema): &(&str, String)| {
            select.replace(&format!("FROM {model}."), &format!("FROM {schema}."))
        };
        let select = schemas.iter().fold(view.select.to_owned(), named);
        let is_of_tickets = view.columns.iter().any(|column| column.name == "ticket");
        let all = match (scope.share, is_log) {
            (Share::All, true) => continue,
            (Share::All, false) => select,
            (Share::Sixteenth, false) if !is_of_tickets => select,
            (Share::Sixteenth, true) => {
                format!("SELECT * FROM main.{name} WHERE category <> 'ticket' OR stream < 'ticket-1'")
            }
            (Share::Sixteenth, false) => format!("SELECT * FROM ({select}) WHERE ticket < 'ticket-1'"),
        };
        connection.execute_batch(&format!("CREATE TEMP VIEW {name} AS {all}"))?;
    }
    Ok(())
}

/// From here on nothing is written, and nothing grows without end.
fn limit(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.pragma_update(None, "query_only", true)?;
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, LONGEST_SQL),
        (Limit::SQLITE_LIMIT_COLUMN, 100),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 50),
        (Limit::SQLITE_LIMIT_VDBE_OP, 100_000),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200),
        (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        connection.set_limit(limit, most)?;
    }
    Ok(())
}

/// The name of a file under which SQLite does not write to it.
fn read_only(path: &Path) -> String {
    let name = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{name}?mode=ro")
}

fn bind(statement: &mut Statement<'_>, values: &BTreeMap<String, SqlValue>) -> Result<(), SqlError> {
    let mut unused: Vec<&str> = values.keys().map(String::as_str).collect();
    for index in 1..=statement.parameter_count() {
        let name = statement.parameter_name(index).and_then(|name| name.strip_prefix(':')).map(str::to_owned);
        let name = name.ok_or_else(|| SqlError::Parameter("write parameters as `:name`".to_owned()))?;
        let value = values.get(&name).ok_or_else(|| SqlError::Parameter(format!("`:{name}` has no value")))?;
        unused.retain(|used| *used != name);
        statement.raw_bind_parameter(index, value).map_err(SqlError::Unreadable)?;
    }
    match unused.first() {
        Some(name) => Err(SqlError::Parameter(format!("the statement has no parameter `:{name}`"))),
        None => Ok(()),
    }
}

/// What SQLite says of a statement that it cannot prepare.
fn wrong(error: Error) -> SqlError {
    let (message, offset) = match error {
        Error::SqlInputError { msg, offset, .. } => (msg, usize::try_from(offset).ok()),
        Error::SqliteFailure(_, Some(message)) => (message, None),
        Error::MultipleStatement => return SqlError::NotAllowed("hold more than one statement".to_owned()),
        error => (error.to_string(), None),
    };
    match message.strip_prefix("no such table: ") {
        Some(name) => SqlError::NoView(name.to_owned()),
        None if message.starts_with("cannot modify ") => SqlError::NotAllowed("write".to_owned()),
        None => SqlError::Wrong { message, offset },
    }
}

/// What SQLite says of a statement that it cannot run to its end.
fn ran(error: Error) -> SqlError {
    match (error.sqlite_error_code(), &error) {
        (Some(ErrorCode::OperationInterrupted), _) => SqlError::Ended,
        (Some(ErrorCode::TooBig), _) => SqlError::TooLarge,
        (Some(ErrorCode::Unknown), Error::SqliteFailure(_, Some(message))) => SqlError::Failed(message.clone()),
        (Some(ErrorCode::DiskFull), _) => SqlError::Failed("the disk is full".to_owned()),
        _ => SqlError::Unreadable(error),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
