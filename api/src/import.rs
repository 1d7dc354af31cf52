//! Brings the history of another system in: `flywheel import`.
//!
//! A mapping file says what a source means (`mapping`); the file is read into rows (`reading`, `layout`), the rows of a case
//! become commands (`plan`), and the commands pass through the same deciders as everybody's (`case`). Nothing is invented:
//! what the source does not prove is a gate recorded as unproven, and what has no fact of ours is kept as a note.
//!
//! A row is known by case, content and occurrence, never by its line, so that a file can be imported again and again.

mod case;
mod check;
mod form;
mod layout;
mod mapping;
mod plan;
mod reading;
mod run;
mod summary;

pub use mapping::{BadMapping, Mapping};
pub(crate) use reading::Lines;
pub use reading::Unreadable;
pub use run::{ImportError, Into, run};
pub use summary::{Checked, Disagreement, Imported, Rejected, Summary};
