use events_schema::facts::training_session::{TrainingSessionCancelled, TrainingSessionFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Stage, TrainingSession};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Cancels a session that is to be held (P6.1). What it was to carry out of a plan stays to be done.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelSession {
    /// Why.
    #[schemars(example = &"报名人数不足")]
    pub reason: Paragraph,
}

impl Decide<TrainingSession> for CancelSession {
    fn decide(&self, state: &TrainingSession, _: &Context<'_>) -> Result<Vec<TrainingSessionFact>, Refused> {
        if state.stage == Stage::Cancelled {
            return Ok(Vec::new());
        }
        state.ahead()?;
        Ok(vec![TrainingSessionCancelled { reason: self.reason.clone() }.into()])
    }
}
