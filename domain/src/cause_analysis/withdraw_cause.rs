use events_schema::facts::cause_analysis::{CauseAnalysisFact, CauseWithdrawn};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CauseAnalysis, CauseAnalysisRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Withdraws a possible cause with those below it, none of which is confirmed (P5.2).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawCause {
    /// The cause, by its number.
    #[schemars(example = 1)]
    pub cause: u32,
    /// Why.
    #[schemars(example = &"与第 3 条重复")]
    pub reason: Paragraph,
}

impl Decide<CauseAnalysis> for WithdrawCause {
    fn decide(&self, state: &CauseAnalysis, _: &Context<'_>) -> Result<Vec<CauseAnalysisFact>, Refused> {
        state.in_progress()?;
        if state.cause(self.cause)?.verdict.is_none() {
            return Ok(Vec::new());
        }
        if let Some(confirmed) = state.confirmed_from(self.cause) {
            return Err(CauseAnalysisRefusal::Confirmed(confirmed).into());
        }
        Ok(vec![CauseWithdrawn { cause: self.cause, reason: self.reason.clone() }.into()])
    }
}
