use events_schema::facts::improvement::{ImprovementBecameOverdue, ImprovementFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::Improvement;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Notes that a measure was not done when it was due (P5.3).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteOverdue {}

impl Decide<Improvement> for NoteOverdue {
    fn decide(&self, state: &Improvement, cx: &Context<'_>) -> Result<Vec<ImprovementFact>, Refused> {
        let is_overdue = state.overdue_at().is_some_and(|overdue_at| overdue_at <= cx.now);
        let due_at = state.due_at.filter(|_| is_overdue);
        Ok(due_at.map(|due_at| ImprovementBecameOverdue { due_at }.into()).into_iter().collect())
    }
}
