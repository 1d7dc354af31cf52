use events_schema::Digest256;
use events_schema::facts::responsibility::{ReportSubmitted, ResponsibilityFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Report, Responsibility, ResponsibilityRefusal, Stage};
use crate::attachments::Uploaded;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Submits the responsibility report (责任认定报告) to management, once what it says is final (P4.2.c). Cause and responsibility are
/// those that stand.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitReport {
    /// What is to be improved (改进措施).
    pub measures: Vec<Paragraph>,
    /// The report as a file.
    #[serde(default)]
    pub file: Option<Uploaded>,
}

/// The most measures of a report.
const MOST: usize = 50;

impl Decide<Responsibility> for SubmitReport {
    fn files(&self) -> Vec<Digest256> {
        self.file.iter().map(|file| file.hash).collect()
    }

    fn decide(&self, state: &Responsibility, cx: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        if state.is_handled_again {
            return Err(ResponsibilityRefusal::HandledAgain.into());
        }
        let standing = state.standing.as_ref().filter(|_| state.stage == Stage::Final);
        let standing = standing.ok_or(ResponsibilityRefusal::NotFinal)?;
        match state.report {
            Report::None | Report::Returned(_) => {}
            Report::Submitted { .. } | Report::Approved(_) => return Err(ResponsibilityRefusal::ReportThere.into()),
        }
        if self.measures.is_empty() || self.measures.len() > MOST {
            return Err(ResponsibilityRefusal::NoMeasures.into());
        }
        let attachment = self.file.as_ref().map(|file| file.attachment(cx)).transpose()?;
        Ok(vec![
            ReportSubmitted {
                rests_on: standing.event,
                cause: standing.cause.clone(),
                shares: standing.shares.clone(),
                measures: self.measures.clone(),
                attachment,
            }
            .into(),
        ])
    }
}
