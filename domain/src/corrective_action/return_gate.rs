use events_schema::facts::corrective_action::{ActionGateReturned, CorrectiveActionFact, EightD};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::CorrectiveAction;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Returns the answer to a gate, as another person than recorded it (P7.2). When answers are returned again and again, the action
/// becomes graver.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnGate {
    /// The gate.
    pub gate: EightD,
    /// What is lacking.
    #[schemars(example = &"未分析流出原因")]
    pub reason: Paragraph,
}

impl Decide<CorrectiveAction> for ReturnGate {
    fn decide(&self, state: &CorrectiveAction, cx: &Context<'_>) -> Result<Vec<CorrectiveActionFact>, Refused> {
        let answer = state.under_review(self.gate, cx)?;
        let (gate, answer, reason) = (self.gate, answer.event, self.reason.clone());
        Ok(vec![ActionGateReturned { gate, answer, reason }.into()])
    }
}
