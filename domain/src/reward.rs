//! Rewards (奖励) for fast solutions of complex issues, innovative ones, and recurrence brought down: proposed by one, approved by
//! another, handed over (P4.3.b).

mod approve;
mod commands;
mod decline;
mod grant;
mod propose;
mod propose_by_rule;
mod refusal;
#[cfg(test)]
mod tests;
mod withdraw;

pub use approve::ApproveReward;
pub use commands::COMMANDS;
pub use decline::DeclineReward;
pub use grant::GrantReward;
pub use propose::ProposeReward;
pub use propose_by_rule::ProposeByRule;
pub use refusal::RewardRefusal;
pub use withdraw::{WithdrawConsequence, WithdrawReward};

use events_schema::facts::reward::{RewardFact, RewardProposed};
use events_schema::{Entry, PrincipalId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::Aggregate;
use crate::context::Context;
use crate::duty::{behind, is_another, speaks_for};

/// A reward as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reward {
    /// How far it is.
    pub stage: Stage,
    /// What was proposed, and by whom; of a rule, whose deed it rewards.
    pub proposed: Option<(RewardProposed, PrincipalId)>,
}

/// How far a reward is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is no such reward.
    #[default]
    Unproposed,
    /// It waits for management.
    Proposed,
    /// It is to be handed over.
    Approved,
    /// Management does not want it.
    Declined,
    /// It was handed over.
    Granted,
    /// It does not count any more.
    Withdrawn,
}

impl Reward {
    /// Refuses whoever gets it, and whoever acts for one who does.
    fn by_another(&self, cx: &Context<'_>) -> Result<(), RewardRefusal> {
        let mut beneficiaries = self.proposed.iter().flat_map(|(proposed, _)| &proposed.beneficiaries);
        if beneficiaries.any(|party| speaks_for(party, cx)) { Err(RewardRefusal::Own) } else { Ok(()) }
    }

    /// What waits for a decision, which is neither the proposer's nor that of whoever gets it.
    fn to_be_decided(&self, cx: &Context<'_>) -> Result<&RewardProposed, RewardRefusal> {
        let (proposed, by) = match (self.stage, &self.proposed) {
            (Stage::Proposed, Some(proposed)) => proposed,
            (stage, _) => return Err(RewardRefusal::NotProposed(stage)),
        };
        if !is_another(by, cx) {
            return Err(RewardRefusal::OwnProposal);
        }
        self.by_another(cx)?;
        Ok(proposed)
    }
}

impl Aggregate for Reward {
    type Fact = RewardFact;
    const COLLECTION: &'static str = "rewards";

    fn evolve(&mut self, entry: &Entry<RewardFact>) {
        match &entry.fact {
            RewardFact::Proposed(fact) => {
                self.stage = Stage::Proposed;
                self.proposed = Some((fact.clone(), behind(&entry.envelope.actor).clone()));
            }
            RewardFact::Approved(_) => self.stage = Stage::Approved,
            RewardFact::Declined(_) => self.stage = Stage::Declined,
            RewardFact::Granted(_) => self.stage = Stage::Granted,
            RewardFact::Withdrawn(_) => self.stage = Stage::Withdrawn,
        }
    }
}
