//! A read model folded anew, beside the one that is shown.

use std::path::Path;

use event_store::{EventStore, ReadError};
use events_schema::{Digest256, Position};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;

use crate::file::{OpenError, connect_to_read, remove};
use crate::fold::Halt;
use crate::models::Model;

/// How many events are read at once, and how many make a batch.
const PAGE: usize = 4096;
const BATCH: u64 = 65_536;

/// Why a rebuild did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The file cannot be made.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It stood still.
    #[error("the rebuild stood still behind {position} events")]
    Halted {
        /// The position of the event at which it did.
        position: Position,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Folds a read model anew from the log's start into a file, with the code that folds it live, up to the position where the
/// log ends now. Says that position. It blocks, and belongs on a thread that may.
///
/// # Errors
/// If the file cannot be made or written, or an event cannot be read.
pub fn rebuild(model: &Model, store: &dyn EventStore, handle: &Handle, into: &Path) -> Result<Position, RebuildError> {
    remove(into)?;
    let mut fold = handle.block_on((model.open)(into, store))?;
    let end = Position(*store.length().borrow());
    let mut shown = Position(0);
    let mut fill = || -> Result<(), Halt> {
        while fold.next() < end {
            let limit = usize::try_from(end.0 - fold.next().0).unwrap_or(PAGE).min(PAGE);
            let events = handle.block_on(store.read_all(fold.next(), limit))?;
            if events.is_empty() {
                return Err(ReadError("it ends before its length".into()).into());
            }
            events.iter().try_for_each(|event| fold.fold(event))?;
            if fold.next().0 - shown.0 >= BATCH {
                fold.commit()?;
                shown = fold.next();
            }
        }
        fold.commit()
    };
    let filled = fill();
    let position = fold.next();
    filled.map_err(|halt| RebuildError::Halted { position, source: halt.into() })?;
    Ok(position)
}

/// A digest of all rows of a file, in order. Two files that reflect the same events have the same one.
///
/// # Errors
/// If the file cannot be read.
pub fn contents(file: &Path) -> rusqlite::Result<Digest256> {
    let file = connect_to_read(file)?;
    let mut hasher = Sha256::new();
    let mut tables = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    for table in tables.query_map([], |row| row.get::<_, String>(0))? {
        hash_table(&file, &table?, &mut hasher)?;
    }
    Ok(Digest256(hasher.finalize().into()))
}

fn hash_table(file: &Connection, table: &str, hasher: &mut Sha256) -> rusqlite::Result<()> {
    let columns = file.prepare(&format!("SELECT * FROM {table}"))?.column_count();
    let order: Vec<String> = (1..=columns).map(|column| column.to_string()).collect();
    let mut all = file.prepare(&format!("SELECT * FROM {table} ORDER BY {}", order.join(", ")))?;
    hash(hasher, b'T', table.as_bytes());
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            match row.get_ref(column)? {
                ValueRef::Null => hash(hasher, b'N', &[]),
                ValueRef::Integer(number) => hash(hasher, b'I', &number.to_be_bytes()),
                ValueRef::Real(number) => hash(hasher, b'R', &number.to_be_bytes()),
                ValueRef::Text(text) => hash(hasher, b'S', text),
                ValueRef::Blob(bytes) => hash(hasher, b'B', bytes),
            }
        }
    }
    Ok(())
}

fn hash(hasher: &mut Sha256, kind: u8, bytes: &[u8]) {
    hasher.update([kind]);
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}
