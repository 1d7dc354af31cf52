use events_schema::facts::reward::{RewardDeclined, RewardFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Reward, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Declines a reward, as management and as somebody who neither proposed it nor would get it (P4.3.b).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineReward {
    /// Why.
    #[schemars(example = &"方案未经验证")]
    pub reason: Paragraph,
}

impl Decide<Reward> for DeclineReward {
    fn decide(&self, state: &Reward, cx: &Context<'_>) -> Result<Vec<RewardFact>, Refused> {
        if state.stage == Stage::Declined {
            return Ok(Vec::new());
        }
        state.to_be_decided(cx)?;
        Ok(vec![RewardDeclined { reason: self.reason.clone() }.into()])
    }
}
