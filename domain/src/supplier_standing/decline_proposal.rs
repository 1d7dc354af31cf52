use events_schema::EventId;
use events_schema::facts::supplier_standing::{StandingProposalDeclined, SupplierStandingFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::SupplierStanding;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Declines what a score proposes (open point 9): the supplier stays as he stands, and this score proposes nothing again.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineProposal {
    /// The proposal.
    pub proposal: EventId,
    /// Why.
    #[schemars(example = &"批量问题已于季末关闭")]
    pub reason: Paragraph,
}

impl Decide<SupplierStanding> for DeclineProposal {
    fn decide(&self, state: &SupplierStanding, cx: &Context<'_>) -> Result<Vec<SupplierStandingFact>, Refused> {
        let proposal = state.to_be_decided(self.proposal, cx)?.event;
        Ok(vec![StandingProposalDeclined { proposal, reason: self.reason.clone() }.into()])
    }
}
