//! Brings the history of another system in: `flywheel import`.
//!
//! A mapping file says what a source means (`mapping`), and the file is read into rows (`reading`). Rows of tickets are put in
//! order by case (`layout`), the rows of a case become commands (`plan`), and the commands pass through the same deciders as
//! everybody's (`case`). Nothing is invented: what the source does not prove is a gate recorded as unproven, and what has no
//! fact of ours is kept as a note. A row is known by case, content and occurrence, never by its line, so that a file can be
//! imported again and again.
//!
//! Rows of suppliers (`suppliers`) say who is in the register and what he makes, and add to it. Rows of quality records
//! (`quality`) become those of `flywheel quality import`, and go its way.

mod case;
mod check;
mod form;
mod layout;
mod mapping;
mod plan;
mod quality;
mod reading;
mod run;
mod summary;
mod suppliers;
mod tickets;
mod times;

pub use mapping::{BadMapping, Mapping};
pub(crate) use reading::Lines;
pub use reading::Unreadable;
pub use run::{ImportError, run};
pub use summary::{
    Checked, Disagreement, Imported, NamedOtherwise, QualitySummary, Rejected, Summary, SupplierSummary, TicketSummary,
};
