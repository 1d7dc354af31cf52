//! Files of quality records (P5.1): a table in CSV becomes records (`table`, `rows`), and each is sent as the command that
//! everybody sends. docs/quality.md has the columns.
//!
//! A record is known by its number in its source, so that a file can be sent again and again, whole or in part. What of it cannot be
//! recorded is answered line by line; the rest is recorded all the same.

mod rows;
mod table;
mod take;
mod words;

pub(crate) use rows::BadRow;
pub use rows::COLUMNS;
pub(crate) use table::Row;
pub use table::{Encoding, MOST_BYTES, MOST_ROWS, Unusable};
pub use take::{Brought, RefusedRecord, Summary, TakeError, take};
pub(crate) use take::{Sheet, take_sheet};
