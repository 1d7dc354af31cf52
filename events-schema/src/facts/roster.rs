//! Duty rosters (值班表): who has a duty when.

mod closed;
mod opened;
mod planned;

pub use closed::RosterClosed;
pub use opened::RosterOpened;
pub use planned::{RosterPlanned, Shift};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `roster-*` streams.
    RosterFact in "roster" {
        Opened(RosterOpened),
        Planned(RosterPlanned),
        Closed(RosterClosed),
    }
}
