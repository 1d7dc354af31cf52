use events_schema::EventId;
use events_schema::facts::responsibility::{ReportReturned, ResponsibilityFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Responsibility;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Returns the responsibility report, as management, with what is wrong with it (P4.2.c).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnReport {
    /// The report that was read.
    pub report: EventId,
    /// What is wrong with it.
    #[schemars(example = &"改进措施没有责任人")]
    pub reason: Paragraph,
}

impl Decide<Responsibility> for ReturnReport {
    fn decide(&self, state: &Responsibility, cx: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        state.check_report(self.report, cx)?;
        Ok(vec![ReportReturned { report: self.report, reason: self.reason.clone() }.into()])
    }
}
