use events_schema::facts::corrective_action::{ActionGateAccepted, CorrectiveActionFact, EightD};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{ActionRefusal, CorrectiveAction};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;

/// Accepts the answer to a gate, as another person than recorded it (P7.2).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptGate {
    /// The gate.
    pub gate: EightD,
}

impl Decide<CorrectiveAction> for AcceptGate {
    fn decide(&self, state: &CorrectiveAction, cx: &Context<'_>) -> Result<Vec<CorrectiveActionFact>, Refused> {
        let answer = state.under_review(self.gate)?;
        if !is_another(&answer.by, cx) {
            return Err(ActionRefusal::Own.into());
        }
        Ok(vec![ActionGateAccepted { gate: self.gate, answer: answer.event }.into()])
    }
}
