use events_schema::facts::periodic_report::{PeriodicReportFact, PeriodicReportRequested};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::PeriodicReport;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Wants a report that was made to be made again, as what is known now (P5.3). The earlier one stays, and the two can be compared.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestPeriodicReport {
    /// Why.
    #[schemars(example = &"补录了十月的到场时间")]
    pub reason: Paragraph,
}

impl Decide<PeriodicReport> for RequestPeriodicReport {
    fn decide(&self, state: &PeriodicReport, _: &Context<'_>) -> Result<Vec<PeriodicReportFact>, Refused> {
        state.latest()?;
        if state.requested.is_some() {
            return Ok(Vec::new());
        }
        Ok(vec![PeriodicReportRequested { reason: self.reason.clone() }.into()])
    }
}
