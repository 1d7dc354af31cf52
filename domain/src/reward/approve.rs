use events_schema::facts::reward::{Award, RewardApproved, RewardFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Reward, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Approves a reward, as management and as somebody who neither proposed it nor gets it (P4.3.b).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveReward {
    /// What it is; as proposed if absent.
    #[serde(default)]
    pub award: Option<Award>,
}

impl Decide<Reward> for ApproveReward {
    fn decide(&self, state: &Reward, cx: &Context<'_>) -> Result<Vec<RewardFact>, Refused> {
        if state.stage == Stage::Approved {
            return Ok(Vec::new());
        }
        let proposed = state.to_be_decided(cx)?;
        let award = self.award.clone().unwrap_or_else(|| proposed.award.clone());
        Ok(vec![RewardApproved { award }.into()])
    }
}
