use events_schema::facts::periodic_report::{MadeBecause, PeriodicReportFact, PeriodicReportMade};
use events_schema::ids::PeriodicReportId;
use events_schema::{CommandId, Digest256, Position, StreamName, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{PeriodicReport, PeriodicReportRefusal};
use crate::attachments::Uploaded;
use crate::command::Decide;
use crate::context::Context;
use crate::factory_time::is_over;
use crate::refusal::Refused;
use crate::report::Versions;

/// Keeps the report of a period that is over (P5.3). Where there is one already, it is made again only for somebody who wants it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MakePeriodicReport {
    /// The report.
    pub report: PeriodicReportId,
    /// The last event that was counted.
    pub at: Position,
    /// The instant up to which deadlines and windows are over.
    pub as_of: Timestamp,
    /// The versions of the rules that hold.
    pub versions: Versions,
    /// What it says.
    pub content: Uploaded,
}

impl Decide<PeriodicReport> for MakePeriodicReport {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.report.stream())
    }

    fn files(&self) -> Vec<Digest256> {
        vec![self.content.hash]
    }

    fn decide(&self, state: &PeriodicReport, cx: &Context<'_>) -> Result<Vec<PeriodicReportFact>, Refused> {
        if !is_over(self.report.period(), cx.now) {
            return Err(PeriodicReportRefusal::PeriodNotOver(self.report).into());
        }
        let because = match (state.requested, state.made.is_empty()) {
            (Some(event), _) => MadeBecause::Requested { event },
            (None, true) => MadeBecause::PeriodOver,
            (None, false) => return Ok(Vec::new()),
        };
        let Versions { policy, supplier_scheme, appraisal_scheme } = self.versions;
        let made = PeriodicReportMade {
            report: self.report,
            number: u32::try_from(state.made.len()).unwrap_or(u32::MAX).saturating_add(1),
            because,
            at: self.at,
            as_of: self.as_of,
            policy_version: policy,
            supplier_scheme_version: supplier_scheme,
            appraisal_scheme_version: appraisal_scheme,
            content: self.content.attachment(cx)?,
        };
        Ok(vec![made.into()])
    }
}
