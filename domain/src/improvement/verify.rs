use events_schema::Digest256;
use events_schema::facts::improvement::{Effect, ImprovementFact, ImprovementVerified};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Improvement, ImprovementRefusal, Stage, ahead};
use crate::attachments::Uploaded;
use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;

/// Verifies whether a measure has its effect, as somebody who never owned it (P1.3). One without effect begins anew, until
/// another day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// Whether it has.
    pub effect: Effect,
    /// On what that rests.
    #[schemars(example = &"实施后三个月内同类故障为零")]
    pub findings: Paragraph,
    /// The proof as a file.
    #[serde(default)]
    pub file: Option<Uploaded>,
}

impl Decide<Improvement> for Verify {
    fn files(&self) -> Vec<Digest256> {
        self.file.iter().map(|file| file.hash).collect()
    }

    fn decide(&self, state: &Improvement, cx: &Context<'_>) -> Result<Vec<ImprovementFact>, Refused> {
        let done = state.done.as_ref().filter(|_| state.stage == Stage::Done).ok_or(ImprovementRefusal::NotDone)?;
        state.by_another(cx)?;
        let has_owned = cx.actor.person().is_some_and(|person| state.owned_before.contains(person));
        if has_owned || !is_another(&done.by, cx) {
            return Err(ImprovementRefusal::Own.into());
        }
        if let Effect::NotEffective { due_at } = self.effect {
            ahead(due_at, cx)?;
        }
        let attachment = self.file.as_ref().map(|file| file.attachment(cx)).transpose()?;
        Ok(vec![ImprovementVerified { effect: self.effect, findings: self.findings.clone(), attachment }.into()])
    }
}
