use events_schema::facts::periodic_report::{PeriodicReportFact, PeriodicReportSubmitted};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{PeriodicReport, PeriodicReportRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Submits the latest report of a period to management (P5.3).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitPeriodicReport {
    /// Which one, as `number` of the list says: what was read is what is submitted.
    #[schemars(example = 1)]
    pub number: u32,
    /// What is to be said beside the figures.
    #[serde(default)]
    #[schemars(example = &"启动机故障占比上升，已要求供应商整改")]
    pub remark: Option<Paragraph>,
}

impl Decide<PeriodicReport> for SubmitPeriodicReport {
    fn decide(&self, state: &PeriodicReport, _: &Context<'_>) -> Result<Vec<PeriodicReportFact>, Refused> {
        let latest = state.latest()?;
        if usize::try_from(self.number) != Ok(state.made.len()) {
            return Err(PeriodicReportRefusal::NotTheLatest { sent: self.number, latest: state.made.len() }.into());
        }
        match state.stage {
            Stage::Submitted | Stage::Acknowledged => Ok(Vec::new()),
            Stage::Unmade | Stage::Made => {
                Ok(vec![PeriodicReportSubmitted { made: latest.event, remark: self.remark.clone() }.into()])
            }
        }
    }
}
