use events_schema::facts::corrective_action::{ActionCancelled, CorrectiveActionFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::CorrectiveAction;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Gives a corrective action up (P7.2): it counts for nothing.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelAction {
    /// Why.
    pub reason: Paragraph,
}

impl Decide<CorrectiveAction> for CancelAction {
    fn decide(&self, state: &CorrectiveAction, _: &Context<'_>) -> Result<Vec<CorrectiveActionFact>, Refused> {
        state.in_progress()?;
        Ok(vec![ActionCancelled { reason: self.reason.clone() }.into()])
    }
}
