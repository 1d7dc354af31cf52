use events_schema::facts::training_need::{TrainingNeedDeclined, TrainingNeedFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Stage, TrainingNeed};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Declines a need, as somebody else than who proposed it (P6.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineNeed {
    /// Why.
    #[schemars(example = &"根本原因在零件质量,培训无济于事")]
    pub reason: Paragraph,
}

impl Decide<TrainingNeed> for DeclineNeed {
    fn decide(&self, state: &TrainingNeed, cx: &Context<'_>) -> Result<Vec<TrainingNeedFact>, Refused> {
        if state.stage == Stage::Declined {
            return Ok(Vec::new());
        }
        state.to_be_decided(cx)?;
        Ok(vec![TrainingNeedDeclined { reason: self.reason.clone() }.into()])
    }
}
