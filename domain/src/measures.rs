//! Measures (指标): what the factory is run by, counted from tickets as their histories read now (P4.3.a, P5.3).
//!
//! A ticket is reduced to a [`Case`]; a case to [`Observation`]s, each with the instant at which it counts; a [`Tally`] adds
//! observations up to [`Measures`]. A period, a group or a model is a choice of observations, so every figure of every cut is
//! counted by the same code, and whoever doubts one can have the observations behind it.
//!
//! Rates are ratios of sums. What is not judged yet, and what has not had its time to come back, is left out and counted beside.

mod behind;
mod case;
mod effect;
mod observation;
mod outcome;
mod repeats;
mod shown;
mod table;
mod tally;
#[cfg(test)]
mod tests;

pub use behind::{Figure, Seen, Whose, behind};
pub use case::{CameBack, Case, Cost, End, Ended, Rated, Sign, SignKind, StoodStill, Traits};
pub use effect::{Cause, CauseBeforeAfter, cause_before_after, effect_window};
pub use observation::{Cut, Is, Look, Observation, Stage, observations};
pub use outcome::{Judged, Outcome, Owner, outcomes};
pub use repeats::Repeats;
pub use shown::{Share, Spread, TimeShare};
pub use table::{Row, Wanted, Window, count, count_all};
pub use tally::{
    Counts, Downtime, Measures, OfClock, Recurrence, Satisfaction, Signs, Spent, Tally, Timeliness, Times, Waited,
    Waived,
};
