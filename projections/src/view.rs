//! Reading what a read model shows.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use events_schema::Position;
use rusqlite::{Connection, ToSql};
use schemars::JsonSchema;
use serde::Serialize;

use crate::checkpoint;
use crate::file::connect_to_read;
use crate::projection::Projection;

/// What was read, and of which log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Read<T> {
    /// What was read.
    pub value: T,
    /// The position of the next event that the read model will show: the value reflects all before.
    pub position: Position,
}

/// A piece of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Page<T, C> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next piece begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<C>,
}

/// The most items of one page.
pub const MAX_PAGE: usize = 500;

/// How many items are really given to somebody who wants so many.
pub(crate) fn page_size(wanted: usize) -> usize {
    wanted.clamp(1, MAX_PAGE)
}

impl<T, C> Page<T, C> {
    /// A page of `size` items out of one item more, which says whether there is a next page.
    pub(crate) fn of(mut items: Vec<T>, size: usize, cursor: impl Fn(&T) -> C) -> Self {
        let more = items.len() > size;
        items.truncate(size);
        let next = if more { items.last().map(cursor) } else { None };
        Self { items, next }
    }
}

/// Why a read model cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the read model `{model}` cannot be read")]
pub struct Unreadable {
    /// The read model.
    pub model: &'static str,
    /// Whether the file of an older version is shown, which may lack what is asked for, until today's has caught up.
    pub is_older: bool,
    /// Why.
    #[source]
    pub source: rusqlite::Error,
}

/// The queries of one read model. They block, though not for long: a row takes microseconds, a page of a list up to
/// milliseconds and belongs on a thread that may block.
pub struct View<P> {
    pool: Arc<Pool>,
    of: PhantomData<fn() -> P>,
}

impl<P> Clone for View<P> {
    fn clone(&self) -> Self {
        Self { pool: Arc::clone(&self.pool), of: PhantomData }
    }
}

impl<P: Projection> View<P> {
    /// The queries of a file that nobody changes any more.
    #[must_use]
    pub fn of_file(path: PathBuf) -> Self {
        Self { pool: Arc::new(Pool::new(path, false)), of: PhantomData }
    }

    /// The same of what a fold keeps for itself, which only the version that wrote it can read.
    pub(crate) fn read_kept<T>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<Read<T>, Unreadable> {
        if self.pool.is_older() {
            return Err(Unreadable { model: P::NAME, is_older: true, source: rusqlite::Error::InvalidQuery });
        }
        self.read(query)
    }

    /// Reads everything at one position.
    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<Read<T>, Unreadable> {
        self.pool.read(query).map_err(|source| Unreadable { model: P::NAME, is_older: self.pool.is_older(), source })
    }
}

/// The queries of all read models.
#[derive(Clone)]
pub struct Views(Arc<HashMap<&'static str, Arc<Pool>>>);

impl Views {
    /// Of files, each with whether an older version has made it.
    pub(crate) fn new(files: impl IntoIterator<Item = (&'static str, PathBuf, bool)>) -> Self {
        let pool = |(name, path, is_older)| (name, Arc::new(Pool::new(path, is_older)));
        Self(Arc::new(files.into_iter().map(pool).collect()))
    }

    pub(crate) fn pool(&self, name: &str) -> Option<Arc<Pool>> {
        self.0.get(name).cloned()
    }

    /// The queries of one read model.
    ///
    /// # Panics
    /// If the read model is not in the table of this crate, which is a mistake in the source.
    #[must_use]
    pub fn of<P: Projection>(&self) -> View<P> {
        let pool = self.0.get(P::NAME).expect("every read model stands in the table of read models");
        View { pool: Arc::clone(pool), of: PhantomData }
    }
}

/// Open connections that nobody uses. There are never more than ran at once.
pub(crate) struct Pool(Mutex<Shown>);

/// The file that is shown.
struct Shown {
    path: PathBuf,
    /// Whether an older version has made it.
    is_older: bool,
    /// How often another file took its place.
    switches: u64,
    idle: Vec<Connection>,
}

impl Pool {
    fn new(path: PathBuf, is_older: bool) -> Self {
        Self(Mutex::new(Shown { path, is_older, switches: 0, idle: Vec::new() }))
    }

    pub(crate) fn is_older(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_older
    }

    /// Shows another file from now on, of today's version. Who reads the one before reads it to the end.
    pub(crate) fn switch(&self, path: PathBuf) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *shown = Shown { path, is_older: false, switches: shown.switches + 1, idle: Vec::new() };
    }

    fn take(&self) -> rusqlite::Result<(Connection, u64)> {
        let (path, switches) = {
            let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match shown.idle.pop() {
                Some(connection) => return Ok((connection, shown.switches)),
                None => (shown.path.clone(), shown.switches),
            }
        };
        Ok((connect_to_read(&path)?, switches))
    }

    fn give_back(&self, connection: Connection, of: u64) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.switches == of {
            shown.idle.push(connection);
        }
    }

    /// A transaction, so that the rows and the position belong together.
    fn read<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<Read<T>> {
        let (connection, of) = self.take()?;
        connection.prepare_cached("BEGIN")?.execute([])?;
        let position = checkpoint::reflected(&connection)?;
        let value = query(&connection)?;
        connection.prepare_cached("COMMIT")?.execute([])?;
        // After an error the connection is dropped instead, and its transaction with it.
        self.give_back(connection, of);
        Ok(Read { value, position })
    }
}

/// The conditions of a query, with their values in order. The text depends only on which conditions there are, so that the
/// prepared statement is found again.
pub(crate) struct Conditions {
    sql: String,
    values: Vec<Box<dyn ToSql>>,
}

impl Conditions {
    pub(crate) fn of(first: &str) -> Self {
        Self { sql: first.to_owned(), values: Vec::new() }
    }

    pub(crate) fn and(&mut self, condition: &str, values: Vec<Box<dyn ToSql>>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.extend(values);
    }

    pub(crate) fn and_if(&mut self, condition: &str, value: Option<impl ToSql + 'static>) {
        if let Some(value) = value {
            self.and(condition, vec![Box::new(value)]);
        }
    }

    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }

    pub(crate) fn values(&self) -> impl rusqlite::Params {
        rusqlite::params_from_iter(&self.values)
    }
}
