use events_schema::facts::metric::{MetricFact, MetricRetired};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Metric;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Retires a metric: it is answered no longer (P5.2). What was kept stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireMetric {
    /// Why.
    #[serde(default)]
    pub reason: Option<Paragraph>,
}

impl Decide<Metric> for RetireMetric {
    fn decide(&self, state: &Metric, _: &Context<'_>) -> Result<Vec<MetricFact>, Refused> {
        match state.in_use() {
            Some(_) => Ok(vec![MetricRetired { reason: self.reason.clone() }.into()]),
            None => Ok(Vec::new()),
        }
    }
}
