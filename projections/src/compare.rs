//! Whether two files of a read model say the same.

use std::path::Path;

use events_schema::Digest256;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::columns::natural;
use crate::file::connect_to_read;

/// A table in which two files differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TableDiffers {
    /// The table.
    pub table: String,
    /// The columns that were compared: those that both files have.
    pub columns: Vec<String>,
    /// How many rows only the shown file has.
    pub only_shown: u64,
    /// How many rows only the new file has.
    pub only_new: u64,
}

/// A digest of all rows of a file, in order. Two files that reflect the same events have the same one.
///
/// # Errors
/// If the file cannot be read.
pub fn contents(file: &Path) -> rusqlite::Result<Digest256> {
    digest(&connect_to_read(file)?)
}

/// The same of an open file, in whose transaction it is read.
pub(crate) fn digest(file: &Connection) -> rusqlite::Result<Digest256> {
    let mut hasher = Sha256::new();
    for table in tables(file, "main")? {
        hash_table(file, &table, &mut hasher)?;
    }
    Ok(Digest256(hasher.finalize().into()))
}

fn tables(file: &Connection, schema: &str) -> rusqlite::Result<Vec<String>> {
    let select = format!("SELECT name FROM {schema}.sqlite_schema WHERE type = 'table' ORDER BY name");
    file.prepare(&select)?.query_map([], |row| row.get(0))?.collect()
}

fn hash_table(file: &Connection, table: &str, hasher: &mut Sha256) -> rusqlite::Result<()> {
    let mut all = file.prepare(&format!("SELECT * FROM {table} ORDER BY {}", order(file, table)?))?;
    let columns = all.column_count();
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

/// The primary key, which sorts by its index; where a table has none, all columns.
fn order(file: &Connection, table: &str) -> rusqlite::Result<String> {
    let select = format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk");
    let key: Vec<String> = file.prepare(&select)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let key = if key.is_empty() { columns(file, "main", table)? } else { key };
    Ok(key.join(", "))
}

fn hash(hasher: &mut Sha256, kind: u8, bytes: &[u8]) {
    hasher.update([kind]);
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}

/// Opens two files side by side, as they are when they are read first.
pub(crate) fn side_by_side(shown: &Path, new: &Path) -> rusqlite::Result<Connection> {
    let both = connect_to_read(shown)?;
    both.execute("ATTACH ?1 AS new", [new.to_string_lossy()])?;
    both.execute_batch("BEGIN")?;
    Ok(both)
}

/// What differs between the shown file and the new one beside it, in the columns of the tables that both have.
pub(crate) fn differences(shown: &Connection) -> rusqlite::Result<Vec<TableDiffers>> {
    let theirs = tables(shown, "new")?;
    let mut differences = Vec::new();
    for table in tables(shown, "main")?.into_iter().filter(|table| theirs.contains(table)) {
        let theirs = columns(shown, "new", &table)?;
        let columns: Vec<String> =
            columns(shown, "main", &table)?.into_iter().filter(|column| theirs.contains(column)).collect();
        let select = |schema: &str| format!("SELECT {} FROM {schema}.{table}", columns.join(", "));
        let only = |one: &str, other: &str| {
            let count = format!("SELECT count(*) FROM ({} EXCEPT {})", select(one), select(other));
            shown.query_row(&count, [], |row| row.get(0)).map(natural)
        };
        let (only_shown, only_new) = (only("main", "new")?, only("new", "main")?);
        if only_shown + only_new > 0 {
            differences.push(TableDiffers { table, columns, only_shown, only_new });
        }
    }
    Ok(differences)
}

fn columns(file: &Connection, schema: &str, table: &str) -> rusqlite::Result<Vec<String>> {
    let select = format!("SELECT name FROM pragma_table_info('{table}', '{schema}')");
    file.prepare(&select)?.query_map([], |row| row.get(0))?.collect()
}
