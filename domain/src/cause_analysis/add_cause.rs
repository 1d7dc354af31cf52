use events_schema::facts::cause_analysis::{CauseAdded, CauseAnalysisFact};
use events_schema::text::Line;
use events_schema::values::CauseCategory;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CauseAnalysis, CauseAnalysisRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Adds a possible cause of the effect, or of another cause: so goes the chain of "why?" (P5.2). It gets the next number.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddCause {
    /// Its category (人机料法环测).
    pub category: CauseCategory,
    /// What it is.
    #[schemars(example = &"接头拧紧力矩不足")]
    pub text: Line,
    /// The cause to which it is the answer to "why?", by its number; absent: the effect itself.
    #[serde(default)]
    pub parent: Option<u32>,
    /// The failure code under which it is counted.
    #[serde(default)]
    #[schemars(example = &"FUEL-017")]
    pub failure_code: Option<Line>,
    /// The part number under which it is counted.
    #[serde(default)]
    #[schemars(example = &"612600090561")]
    pub part: Option<Line>,
}

/// The most causes of an analysis, those that were withdrawn too.
const MOST: usize = 200;

/// The longest chain of causes.
const DEEPEST: usize = 3;

impl Decide<CauseAnalysis> for AddCause {
    fn decide(&self, state: &CauseAnalysis, _: &Context<'_>) -> Result<Vec<CauseAnalysisFact>, Refused> {
        state.in_progress()?;
        self.check_parent(state)?;
        let is_there = |added: &CauseAdded| *added == self.added(added.number);
        if state.causes.values().any(|cause| cause.verdict.is_some() && is_there(&cause.added)) {
            return Ok(Vec::new());
        }
        if state.causes.len() >= MOST {
            return Err(CauseAnalysisRefusal::TooManyCauses.into());
        }
        let last = state.causes.keys().next_back().copied().unwrap_or_default();
        Ok(vec![self.added(last.saturating_add(1)).into()])
    }
}

impl AddCause {
    fn added(&self, number: u32) -> CauseAdded {
        CauseAdded {
            number,
            category: self.category,
            text: self.text.clone(),
            parent: self.parent,
            failure_code: self.failure_code.clone(),
            part: self.part.clone(),
        }
    }

    /// A cause of the same category that has room for one more below it.
    fn check_parent(&self, state: &CauseAnalysis) -> Result<(), CauseAnalysisRefusal> {
        let Some(parent) = self.parent else { return Ok(()) };
        let (above, _) = state.standing(parent)?;
        if above.added.category != self.category {
            return Err(CauseAnalysisRefusal::OtherCategory { parent, category: above.added.category });
        }
        if state.upwards(parent).count() >= DEEPEST {
            return Err(CauseAnalysisRefusal::TooDeep(parent));
        }
        Ok(())
    }
}
