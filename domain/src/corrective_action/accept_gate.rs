use events_schema::facts::corrective_action::{ActionGateAccepted, CorrectiveActionFact, EightD};
use schemars::JsonSchema;
use serde::Deserialize;

use super::CorrectiveAction;
use crate::command::Decide;
use crate::context::Context;
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
        let answer = state.under_review(self.gate, cx)?;
        Ok(vec![ActionGateAccepted { gate: self.gate, answer: answer.event }.into()])
    }
}
