//! Metrics (指标): questions in SQL that were given a name, and whose answers are kept.

mod defined;
mod retired;

pub use defined::{MetricColumn, MetricDefined, MetricPeriod, Purpose};
pub use retired::MetricRetired;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `metric-*` streams.
    MetricFact in "metric" {
        Defined(MetricDefined),
        Retired(MetricRetired),
    }
}
