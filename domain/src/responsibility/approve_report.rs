use events_schema::EventId;
use events_schema::facts::responsibility::{ReportApproved, ResponsibilityFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Report, Responsibility, ResponsibilityRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;

/// Approves the responsibility report, as management and not its author (P4.2.c).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveReport {
    /// The report that was read.
    pub report: EventId,
    /// What there is to say about it.
    #[serde(default)]
    pub remark: Option<Paragraph>,
}

impl Decide<Responsibility> for ApproveReport {
    fn decide(&self, state: &Responsibility, cx: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        if state.report == Report::Approved(self.report) {
            return Ok(Vec::new());
        }
        state.check_report(self.report, cx)?;
        Ok(vec![ReportApproved { report: self.report, remark: self.remark.clone() }.into()])
    }
}

impl Responsibility {
    /// A report that waits for management, and for another person than its author.
    pub(super) fn check_report(&self, read: EventId, cx: &Context<'_>) -> Result<(), ResponsibilityRefusal> {
        match &self.report {
            Report::Submitted { report, author } if *report == read => {
                if is_another(author, cx) {
                    Ok(())
                } else {
                    Err(ResponsibilityRefusal::OwnReport)
                }
            }
            Report::None | Report::Submitted { .. } | Report::Approved(_) | Report::Returned(_) => {
                Err(ResponsibilityRefusal::NoSuchReport)
            }
        }
    }
}
