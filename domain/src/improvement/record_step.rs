use events_schema::facts::improvement::{ImprovementFact, ImprovementStepDone};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Improvement, ImprovementRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Records that a step of a measure was done, as its owner (P1.3).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordStep {
    /// The step, by its place, from 1.
    pub step: u32,
    /// What came of it.
    #[serde(default)]
    pub remark: Option<Paragraph>,
}

impl Decide<Improvement> for RecordStep {
    fn decide(&self, state: &Improvement, cx: &Context<'_>) -> Result<Vec<ImprovementFact>, Refused> {
        let steps = state.in_progress()?.steps.len();
        state.owned(cx)?;
        if self.step == 0 || usize::try_from(self.step).is_ok_and(|step| step > steps) {
            return Err(ImprovementRefusal::NoSuchStep { step: self.step, steps }.into());
        }
        if state.steps_done.contains(&self.step) {
            return Ok(Vec::new());
        }
        Ok(vec![ImprovementStepDone { step: self.step, remark: self.remark.clone() }.into()])
    }
}
