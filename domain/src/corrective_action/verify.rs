use events_schema::Digest256;
use events_schema::facts::corrective_action::{ActionEffect, ActionVerified, CorrectiveActionFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{ActionRefusal, CorrectiveAction, Stage, check_gates};
use crate::attachments::Uploaded;
use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;

/// Verifies whether an action has its effect, as quality control (P7.2). One without effect has gates to be answered again.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyAction {
    /// Whether it has.
    pub effect: ActionEffect,
    /// On what that rests.
    #[schemars(example = &"三个月内同类故障为零")]
    pub findings: Paragraph,
    /// The proof as a file.
    #[serde(default)]
    pub file: Option<Uploaded>,
}

impl Decide<CorrectiveAction> for VerifyAction {
    fn files(&self) -> Vec<Digest256> {
        self.file.iter().map(|file| file.hash).collect()
    }

    fn decide(&self, state: &CorrectiveAction, cx: &Context<'_>) -> Result<Vec<CorrectiveActionFact>, Refused> {
        state.in_progress()?;
        if state.stage != Stage::Accepted {
            return Err(ActionRefusal::GatesOpen.into());
        }
        let recorded = state.gates.values().filter_map(|gate| gate.answer.as_ref());
        if recorded.into_iter().any(|answer| !is_another(&answer.by, cx)) {
            return Err(ActionRefusal::Own.into());
        }
        if let ActionEffect::NotEffective { gates } = &self.effect {
            check_gates(gates, cx)?;
        }
        let attachment = self.file.as_ref().map(|file| file.attachment(cx)).transpose()?;
        Ok(vec![ActionVerified { effect: self.effect.clone(), findings: self.findings.clone(), attachment }.into()])
    }
}
