use events_schema::facts::cause_analysis::{CauseAnalysisFact, CauseAnalysisReopened};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CauseAnalysis, CauseAnalysisRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Lets an analysis that was concluded go on (P5.2).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenCauseAnalysis {
    /// Why.
    #[schemars(example = &"同类故障再次出现")]
    pub reason: Paragraph,
}

impl Decide<CauseAnalysis> for ReopenCauseAnalysis {
    fn decide(&self, state: &CauseAnalysis, _: &Context<'_>) -> Result<Vec<CauseAnalysisFact>, Refused> {
        match state.stage {
            Stage::Concluded => Ok(vec![CauseAnalysisReopened { reason: self.reason.clone() }.into()]),
            Stage::Open => Ok(Vec::new()),
            Stage::Unopened => Err(CauseAnalysisRefusal::NotOpen(state.stage).into()),
        }
    }
}
