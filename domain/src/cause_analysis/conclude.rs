use std::collections::BTreeSet;

use events_schema::facts::cause_analysis::{CauseAnalysisConcluded, CauseAnalysisFact, CauseVerdict};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CauseAnalysis, CauseAnalysisRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Concludes an analysis whose possible causes are all judged, and names the root causes among the confirmed ones (P5.2).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcludeCauseAnalysis {
    /// The root causes (根本原因), by their numbers.
    pub root_causes: BTreeSet<u32>,
    /// What is to be said beside it.
    #[serde(default)]
    #[schemars(example = &"已转改进措施")]
    pub remark: Option<Paragraph>,
}

impl Decide<CauseAnalysis> for ConcludeCauseAnalysis {
    fn decide(&self, state: &CauseAnalysis, _: &Context<'_>) -> Result<Vec<CauseAnalysisFact>, Refused> {
        if state.stage == Stage::Concluded && state.root_causes == self.root_causes {
            return Ok(Vec::new());
        }
        state.in_progress()?;
        if state.confirmed_causes().next().is_none() {
            return Err(CauseAnalysisRefusal::NothingConfirmed.into());
        }
        let mut open = state.causes.iter().filter(|(_, cause)| cause.verdict == Some(CauseVerdict::Open));
        if let Some((number, _)) = open.next() {
            return Err(CauseAnalysisRefusal::StillOpen(*number).into());
        }
        if self.root_causes.is_empty() {
            return Err(CauseAnalysisRefusal::NoRootCause.into());
        }
        for number in &self.root_causes {
            match state.standing(*number)? {
                (_, CauseVerdict::Confirmed) => {}
                (_, CauseVerdict::Open | CauseVerdict::Rejected) => {
                    return Err(CauseAnalysisRefusal::NotConfirmed(*number).into());
                }
            }
        }
        Ok(vec![CauseAnalysisConcluded { root_causes: self.root_causes.clone(), remark: self.remark.clone() }.into()])
    }
}
