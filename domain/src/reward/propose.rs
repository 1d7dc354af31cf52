use std::collections::BTreeSet;

use events_schema::facts::responsibility::RestsOn;
use events_schema::facts::reward::{Award, RewardFact, RewardGround, RewardProposed};
use events_schema::ids::{ImprovementId, RewardId, TicketId};
use events_schema::text::Paragraph;
use events_schema::values::{OwnParty, TicketClass};
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Reward, RewardRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::speaks_for;
use crate::improvement::{self, Improvement};
use crate::refusal::Refused;
use crate::ticket::{Stage, Ticket};

/// Proposes a reward for others: for the fast solution of a complex issue, for an innovative one, for recurrence brought down
/// (P4.3.b). Management decides.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeReward {
    /// For what. The ticket of a fast solution is closed, and the customer satisfied; it is important or an emergency (open
    /// point 12). That of an innovative one is closed. The measure that brought recurrence down was verified to have its effect.
    pub ground: RewardGround,
    /// For whom.
    pub beneficiaries: BTreeSet<OwnParty>,
    /// What it is to be.
    pub award: Award,
    /// Why.
    #[schemars(example = &"两小时内恢复停机发动机运行")]
    pub grounds: Paragraph,
    /// The determinations of responsibility that it rests on; without any of them it is withdrawn (open point 11).
    #[serde(default)]
    pub rests_on: BTreeSet<RestsOn>,
}

/// The most who share a reward, and the most determinations that it rests on.
const MOST: usize = 50;

impl Decide<Reward> for ProposeReward {
    fn opens(&self, command: CommandId) -> Option<StreamName> {
        Some(RewardId::from_uuid(command.derive("reward")).stream())
    }

    fn other_ticket(&self) -> Option<TicketId> {
        self.ground.ticket()
    }

    fn other_improvement(&self) -> Option<ImprovementId> {
        self.ground.improvement()
    }

    fn decide(&self, _: &Reward, cx: &Context<'_>) -> Result<Vec<RewardFact>, Refused> {
        if self.beneficiaries.is_empty() || self.beneficiaries.len() > MOST {
            return Err(RewardRefusal::Beneficiaries.into());
        }
        if let Some(unknown) = self.beneficiaries.iter().find(|party| !cx.reference.knows(party)) {
            return Err(RewardRefusal::UnknownBeneficiary(unknown.clone()).into());
        }
        if self.beneficiaries.iter().any(|party| speaks_for(party, cx)) {
            return Err(RewardRefusal::Own.into());
        }
        if self.rests_on.len() > MOST {
            return Err(RewardRefusal::TooManyCases(self.rests_on.len()).into());
        }
        self.check_ground(cx)?;
        Ok(vec![
            RewardProposed {
                ground: self.ground,
                beneficiaries: self.beneficiaries.iter().cloned().collect(),
                award: self.award.clone(),
                grounds: self.grounds.clone(),
                rests_on: self.rests_on.iter().copied().collect(),
                by_rule: None,
            }
            .into(),
        ])
    }
}

impl ProposeReward {
    fn check_ground(&self, cx: &Context<'_>) -> Result<(), RewardRefusal> {
        let named = |ticket: TicketId| cx.other.filter(|other| other.id == ticket).map(|other| &other.is);
        match self.ground {
            RewardGround::FastSolution { ticket } => {
                let is_satisfied = |ticket: &&Ticket| ticket.is_closed_as_satisfied();
                let ticket = named(ticket).filter(is_satisfied).ok_or(RewardRefusal::NotSatisfied)?;
                match ticket.state().class() {
                    Some(TicketClass::Important | TicketClass::Emergency) => Ok(()),
                    Some(TicketClass::General) | None => Err(RewardRefusal::NotComplex),
                }
            }
            RewardGround::InnovativeSolution { ticket } => {
                let is_closed = |ticket: &Ticket| matches!(ticket.state().stage, Stage::Closed { .. });
                if named(ticket).is_some_and(is_closed) { Ok(()) } else { Err(RewardRefusal::NotClosed) }
            }
            // By how much recurrence went down is told by the figures; whoever approves looks at them.
            RewardGround::RecurrenceReduced { .. } => {
                let is_effective = |measure: &Improvement| measure.stage == improvement::Stage::Effective;
                if cx.improvement.is_some_and(is_effective) { Ok(()) } else { Err(RewardRefusal::NotEffective) }
            }
        }
    }
}
