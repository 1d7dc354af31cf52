use events_schema::Timestamp;
use events_schema::facts::corrective_action::{ActionGateMoved, CorrectiveActionFact, EightD};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{ActionRefusal, CorrectiveAction};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Gives a supplier more time for a gate, or less (P7.2). That it was overdue before stays.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveGate {
    /// The gate.
    pub gate: EightD,
    /// Until when it is to be answered.
    #[schemars(example = &"2100-01-01T00:00:00Z")]
    pub due_at: Timestamp,
    /// Why.
    pub reason: Paragraph,
}

impl Decide<CorrectiveAction> for MoveGate {
    fn decide(&self, state: &CorrectiveAction, cx: &Context<'_>) -> Result<Vec<CorrectiveActionFact>, Refused> {
        let gate = state.gate(self.gate)?;
        if !gate.is_open() {
            return Err(ActionRefusal::AlreadyAnswered(self.gate).into());
        }
        if self.due_at <= cx.now {
            return Err(ActionRefusal::DueInThePast.into());
        }
        if gate.due_at == self.due_at {
            return Ok(Vec::new());
        }
        Ok(vec![ActionGateMoved { gate: self.gate, due_at: self.due_at, reason: self.reason.clone() }.into()])
    }
}
