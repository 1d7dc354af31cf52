use events_schema::facts::periodic_report::{PeriodicReportAcknowledged, PeriodicReportFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{PeriodicReport, PeriodicReportRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Takes note, as management, of the report that was submitted (P5.3).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgePeriodicReport {
    /// What management says to it.
    #[serde(default)]
    #[schemars(example = &"同意，请于下月汇报整改效果")]
    pub remark: Option<Paragraph>,
}

impl Decide<PeriodicReport> for AcknowledgePeriodicReport {
    fn decide(&self, state: &PeriodicReport, cx: &Context<'_>) -> Result<Vec<PeriodicReportFact>, Refused> {
        state.latest()?;
        let Some((submitted, by)) = &state.submitted else { return Err(PeriodicReportRefusal::NotSubmitted.into()) };
        if state.stage == Stage::Acknowledged {
            return Ok(Vec::new());
        }
        if *by == cx.actor.id {
            return Err(PeriodicReportRefusal::Own.into());
        }
        Ok(vec![PeriodicReportAcknowledged { submitted: *submitted, remark: self.remark.clone() }.into()])
    }
}
