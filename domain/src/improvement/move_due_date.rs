use events_schema::Timestamp;
use events_schema::facts::improvement::{ImprovementDueDateMoved, ImprovementFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Improvement, ahead};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Lets a measure be due at another time, as somebody else than its owner (P1.3). That it was overdue before stays.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveDueDate {
    /// Until when it is to be done.
    #[schemars(example = &"2100-01-01T00:00:00Z")]
    pub due_at: Timestamp,
    /// Why.
    #[schemars(example = &"工装到货推迟")]
    pub reason: Paragraph,
}

impl Decide<Improvement> for MoveDueDate {
    fn decide(&self, state: &Improvement, cx: &Context<'_>) -> Result<Vec<ImprovementFact>, Refused> {
        state.in_progress()?;
        state.by_another(cx)?;
        ahead(self.due_at, cx)?;
        if state.due_at == Some(self.due_at) {
            return Ok(Vec::new());
        }
        Ok(vec![ImprovementDueDateMoved { due_at: self.due_at, reason: self.reason.clone() }.into()])
    }
}
