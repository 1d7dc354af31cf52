//! What a read model says of itself. The runtime does the rest.

use std::hash::Hash;

use domain::Reference;
use rusqlite::Connection;

use crate::event::Event;
use crate::published::PublishedView;

/// A read model: which rows an event changes, and how.
///
/// It is a pure fold. `apply` sees a row and an event and nothing else; `store` adds the reference data as they stood when
/// the row last changed, which the runtime guarantees by keeping that state with each row that is not written yet.
/// So a row depends on the log alone, never on how its events were cut into batches.
pub trait Projection: 'static {
    /// Its name, in paths and in the name of its file.
    const NAME: &'static str;
    /// The version of tables and fold. Whoever changes what is in the tables raises it.
    const VERSION: u32;
    /// Its tables and indexes, in SQL.
    const TABLES: &'static str;
    /// The categories of the streams that it is folded from.
    const CATEGORIES: &'static [&'static str];
    /// What it publishes for questions in SQL, metrics and exports.
    const PUBLISHED: &'static [PublishedView];
    /// Whether `store` looks at reference data.
    const USES_REFERENCE: bool = false;
    /// What names a row. Rows are written in the order of their keys, which suits a B-tree.
    type Key: Clone + Eq + Ord + Hash + Send;
    /// A row, as the fold needs it.
    type Row: Default + Send;

    /// The rows that an event changes.
    fn keys(event: &Event) -> impl IntoIterator<Item = Self::Key>;

    /// What a row is after an event; one that did not exist is the default before.
    fn apply(row: &mut Self::Row, event: &Event);

    /// About how many bytes a row takes in memory. So many rows stay there as have room together.
    fn weight(row: &Self::Row) -> usize;

    /// Reads a row from the tables.
    ///
    /// # Errors
    /// If the tables cannot be read.
    fn load(tables: &Connection, key: &Self::Key) -> rusqlite::Result<Option<Self::Row>>;

    /// Writes a row into the tables. The row stays in memory, so that it may note what it wrote.
    ///
    /// # Errors
    /// If the tables cannot be written.
    fn store(tables: &Connection, key: &Self::Key, row: &mut Self::Row, reference: &Reference) -> rusqlite::Result<()>;
}
