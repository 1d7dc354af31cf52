//! Scores from 0 to 100 (评分), and the bands they fall into (P4.3.a, P7.3).
//!
//! A score is rounded once, at its end, and half to even as GB/T 8170 has it: whether 79.99 or 80 follows from what was
//! counted, never from the last digit of a double.

mod bands;
mod complaints;
mod indicators;
mod scorecard;

pub use bands::{Bands, NotBands};
pub use complaints::{ComplaintScale, NotAScale};
pub use indicators::{Cases, Deduction, Indicator, NotAnIndicator, Scored, by_indicators};
pub use scorecard::{Criterion, NotACriterion, PERIODS, PeriodScore, WeightsDoNotAddUp, over_periods, period_score};

use events_schema::values::Points;

/// A number that was rounded to at most two places.
///
/// # Panics
/// If it does not lie between 0 and 100.
fn points(rounded: &str) -> Points {
    rounded.parse().expect("the formula gives 0 to 100, and it was rounded")
}
