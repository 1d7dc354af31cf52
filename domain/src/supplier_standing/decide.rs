use events_schema::EventId;
use events_schema::facts::supplier_standing::{Business, StandingDecided, SupplierStandingFact, SupplierStep};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{StandingRefusal, SupplierStanding, is_one_step};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Decides how a supplier stands from now on (open point 9): as the score proposes, or otherwise, which settles what is proposed. One
/// step at a time, but to suspended from anywhere, because people's safety does not wait for the next period.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideStanding {
    /// How he stands.
    pub to: SupplierStep,
    /// The proposal, if it is one; without it, a decision for the step that is proposed is about the proposal all the same.
    #[serde(default)]
    pub proposal: Option<EventId>,
    /// Why.
    #[schemars(example = &"连续两个季度 A 级")]
    pub reason: Paragraph,
    /// Whether he gets more business; as before if absent.
    #[serde(default)]
    pub business: Business,
}

impl Decide<SupplierStanding> for DecideStanding {
    fn decide(&self, state: &SupplierStanding, cx: &Context<'_>) -> Result<Vec<SupplierStandingFact>, Refused> {
        // Whoever decides what is proposed decides about the proposal, whether he names it or not.
        let about = self.proposal.or_else(|| state.proposed(self.to));
        let proposal = about.map(|proposal| state.to_be_decided(proposal, cx)).transpose()?;
        if let Some(other) = proposal.filter(|proposal| proposal.to != self.to) {
            return Err(StandingRefusal::OtherStep { proposed: other.to, sent: self.to }.into());
        }
        if self.to != SupplierStep::Suspended && state.open_objection().is_some() {
            return Err(StandingRefusal::ObjectionOpen.into());
        }
        if self.business == Business::More && self.to != SupplierStep::Preferred {
            return Err(StandingRefusal::NoMoreBusiness(self.to).into());
        }
        if (self.to, self.business) == (state.step, state.business) {
            return Ok(Vec::new());
        }
        let is_reached = self.to == state.step || is_one_step(state.step, self.to);
        if !is_reached && self.to != SupplierStep::Suspended {
            return Err(StandingRefusal::Jump { from: state.step, to: self.to }.into());
        }
        let policy = cx.reference.policy();
        let decided = StandingDecided {
            from: state.step,
            to: self.to,
            proposal: about,
            objection: None,
            reason: self.reason.clone(),
            business: self.business,
            objections_until: cx.now + policy.open.objection_period,
            policy_version: policy.version,
        };
        Ok(vec![decided.into()])
    }
}
