use events_schema::Timestamp;
use events_schema::facts::reward::{RewardFact, RewardGranted};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Reward, RewardRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Records that a reward was handed over, as human resources and as somebody who does not get it (P4.3.b).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantReward {
    /// How.
    #[schemars(example = &"季度总结会上颁发")]
    pub handed_over: Paragraph,
    /// When; now if absent.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

impl Decide<Reward> for GrantReward {
    fn happened_at(&self) -> Option<Timestamp> {
        self.at
    }

    fn decide(&self, state: &Reward, cx: &Context<'_>) -> Result<Vec<RewardFact>, Refused> {
        match state.stage {
            Stage::Approved => {}
            Stage::Granted => return Ok(Vec::new()),
            Stage::Unproposed | Stage::Proposed | Stage::Declined | Stage::Withdrawn => {
                return Err(RewardRefusal::NotApproved(state.stage).into());
            }
        }
        state.by_another(cx)?;
        Ok(vec![RewardGranted { handed_over: self.handed_over.clone() }.into()])
    }
}
