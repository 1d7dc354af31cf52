use events_schema::facts::cause_analysis::{CauseAnalysisFact, CauseJudged, CauseVerdict};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CauseAnalysis, CauseAnalysisRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;

/// Judges a possible cause by its evidence, as somebody else than who added it (P5.2). It may be judged again.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgeCause {
    /// The cause, by its number.
    #[schemars(example = 1)]
    pub cause: u32,
    /// What was found; `open` takes a verdict back.
    pub verdict: CauseVerdict,
    /// Why.
    #[schemars(example = &"复现试验证实")]
    pub reason: Paragraph,
}

impl Decide<CauseAnalysis> for JudgeCause {
    fn decide(&self, state: &CauseAnalysis, cx: &Context<'_>) -> Result<Vec<CauseAnalysisFact>, Refused> {
        state.in_progress()?;
        let (cause, verdict) = state.standing(self.cause)?;
        if verdict == self.verdict {
            return Ok(Vec::new());
        }
        if !is_another(&cause.by, cx) {
            return Err(CauseAnalysisRefusal::Own(self.cause).into());
        }
        match self.verdict {
            CauseVerdict::Confirmed | CauseVerdict::Rejected if cause.evidence.is_empty() => {
                return Err(CauseAnalysisRefusal::NoEvidence(self.cause).into());
            }
            CauseVerdict::Confirmed | CauseVerdict::Rejected | CauseVerdict::Open => {}
        }
        let (cause, verdict, reason) = (self.cause, self.verdict, self.reason.clone());
        Ok(vec![CauseJudged { cause, verdict, reason }.into()])
    }
}
