use events_schema::facts::improvement::{ImprovementDone, ImprovementFact};
use events_schema::text::Paragraph;
use events_schema::{Digest256, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Improvement, ImprovementRefusal};
use crate::attachments::Uploaded;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Declares a measure done, as its owner and with all its steps (P1.3). Then somebody else verifies its effect.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareDone {
    /// What was done.
    pub result: Paragraph,
    /// From when on it works; now if absent.
    #[serde(default)]
    pub effective_from: Option<Timestamp>,
    /// The proof as a file.
    #[serde(default)]
    pub file: Option<Uploaded>,
}

impl Decide<Improvement> for DeclareDone {
    fn files(&self) -> Vec<Digest256> {
        self.file.iter().map(|file| file.hash).collect()
    }

    fn decide(&self, state: &Improvement, cx: &Context<'_>) -> Result<Vec<ImprovementFact>, Refused> {
        let steps = state.in_progress()?.steps.len();
        state.owned(cx)?;
        let left = (1..=steps).find(|step| !state.steps_done.iter().any(|done| usize::try_from(*done) == Ok(*step)));
        if let Some(step) = left {
            return Err(ImprovementRefusal::StepLeft(step).into());
        }
        let attachment = self.file.as_ref().map(|file| file.attachment(cx)).transpose()?;
        let effective_from = self.effective_from.unwrap_or(cx.now);
        Ok(vec![ImprovementDone { result: self.result.clone(), effective_from, attachment }.into()])
    }
}
