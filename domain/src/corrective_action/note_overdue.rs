use events_schema::facts::corrective_action::{ActionGateBecameOverdue, CorrectiveActionFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CorrectiveAction, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Notes that gates were not answered when they were due (P7.2).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteGateOverdue {}

impl Decide<CorrectiveAction> for NoteGateOverdue {
    fn decide(&self, state: &CorrectiveAction, cx: &Context<'_>) -> Result<Vec<CorrectiveActionFact>, Refused> {
        let open = state.gates.iter().filter(|_| state.stage == Stage::Open);
        let overdue = open.filter(|(_, gate)| gate.overdue_at().is_some_and(|at| at <= cx.now));
        let noted = overdue.map(|(gate, is)| ActionGateBecameOverdue { gate: *gate, due_at: is.due_at }.into());
        Ok(noted.collect())
    }
}
