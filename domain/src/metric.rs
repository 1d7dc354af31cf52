//! Metrics (指标): questions in SQL with a name, versions and documented columns (P5.2, P5.3).

mod commands;
mod define;
mod refusal;
mod retire;

pub use commands::COMMANDS;
pub use define::DefineMetric;
pub use refusal::MetricRefusal;
pub use retire::RetireMetric;

use events_schema::Entry;
use events_schema::facts::metric::{MetricDefined, MetricFact};

use crate::command::Aggregate;

/// A metric with all its versions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metric {
    versions: Vec<MetricDefined>,
    is_retired: bool,
}

impl Metric {
    /// The version that is answered today.
    #[must_use]
    pub fn in_use(&self) -> Option<&MetricDefined> {
        self.latest().filter(|_| !self.is_retired)
    }

    /// The version that was defined last.
    #[must_use]
    pub fn latest(&self) -> Option<&MetricDefined> {
        self.versions.last()
    }

    /// All versions, in order.
    #[must_use]
    pub fn versions(&self) -> &[MetricDefined] {
        &self.versions
    }
}

impl Aggregate for Metric {
    type Fact = MetricFact;
    const COLLECTION: &'static str = "metrics";

    fn evolve(&mut self, entry: &Entry<MetricFact>) {
        match &entry.fact {
            MetricFact::Defined(fact) => {
                self.versions.push(fact.clone());
                self.is_retired = false;
            }
            MetricFact::Retired(_) => self.is_retired = true,
        }
    }
}
