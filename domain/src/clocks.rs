//! Clocks: what the history of a ticket and the pinned versions of policy and calendar say about time.
//!
//! A clock is not a counter. It is computed from marks, the moments at which facts start, stop or cancel clocks, sorted by
//! when they happened. The same computation serves the decider, the read model, the watch and the explanation.

mod clock;
mod course;
mod explain;
mod mark;
mod notices;
mod span;
mod verdict;

pub use clock::{Clock, ClockProvenance, ClockState, Pause, PauseReason, Reassessed, Waiver};
pub use explain::{ExplainedSegment, Explanation, OwnerShare};
pub use mark::{Classed, ClockId, MarkKind, Marks, Moment};
pub use notices::Noticed;
pub(crate) use notices::{Outstanding, outstanding, passed};
pub use span::to_be_notified;
pub(crate) use verdict::{Ruled, on_record, settled};

#[cfg(test)]
mod tests;
