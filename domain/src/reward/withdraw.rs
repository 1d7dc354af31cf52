use events_schema::facts::responsibility::Overturned;
use events_schema::facts::reward::{RewardFact, RewardWithdrawn, WithdrawnBecause};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Reward, RewardRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Withdraws a reward, handed over or not, as management and as somebody who does not get it (P4.3.b).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawReward {
    /// Why.
    #[schemars(example = &"申报材料不实")]
    pub reason: Paragraph,
}

impl Decide<Reward> for WithdrawReward {
    fn decide(&self, state: &Reward, cx: &Context<'_>) -> Result<Vec<RewardFact>, Refused> {
        match state.stage {
            Stage::Proposed | Stage::Approved | Stage::Granted => {}
            Stage::Withdrawn => return Ok(Vec::new()),
            Stage::Unproposed | Stage::Declined => return Err(RewardRefusal::Declined.into()),
        }
        state.by_another(cx)?;
        let because = WithdrawnBecause::Decided { reason: self.reason.clone() };
        Ok(vec![RewardWithdrawn { because }.into()])
    }
}

/// Withdraws a reward because a dispute overturned what it rested on (open point 11).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawConsequence {
    /// What overturned it.
    pub because: Overturned,
}

impl Decide<Reward> for WithdrawConsequence {
    fn decide(&self, state: &Reward, _: &Context<'_>) -> Result<Vec<RewardFact>, Refused> {
        match state.stage {
            Stage::Proposed | Stage::Approved | Stage::Granted => {
                let Overturned { case, event } = self.because;
                let because = WithdrawnBecause::Overturned { case, event };
                Ok(vec![RewardWithdrawn { because }.into()])
            }
            Stage::Unproposed | Stage::Declined | Stage::Withdrawn => Ok(Vec::new()),
        }
    }
}
