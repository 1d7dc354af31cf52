//! What the verdicts of the past would have been under another version of the policy or of a calendar (`policy.md`, open
//! point 7). Nothing is recorded.
//!
//! Both sides are computed from the same history by the same function, [`crate::clocks::Marks::clocks`]: once with the
//! versions that the clocks are pinned to, once as if every one of these versions had said what is tried.
//!
//! Compared is what the record showed at the deadline, never what a person made of it. A reassessment weighs evidence about
//! the deadline that there was, and nobody can say whether the other one would have been contested; a waiver changes no
//! verdict. Clocks with either are compared like all others and counted apart, so that one can leave them out.
//!
//! What no backtest knows: what people would have done. They work towards the targets that they have.

mod compare;
mod figures;
mod refusal;
mod trial;

pub use compare::{Compared, Outcome, Scope, Side, compare};
pub use figures::{Cell, Counting, Figures, Tally, Turned};
pub use refusal::BacktestRefusal;
pub use trial::{Asked, Drafts, Trial, TriedCalendar, TriedIs, TriedPolicy, TriedVersions};

#[cfg(test)]
mod tests;
