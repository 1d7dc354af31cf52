use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// Somebody decided that the supplier stays as he stands (open point 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StandingProposalDeclined {
    /// The proposal.
    pub proposal: EventId,
    /// Why.
    #[schemars(example = &"批量问题已于季末关闭")]
    pub reason: Paragraph,
}

fact!(StandingProposalDeclined, "supplier_standing.proposal_declined", 1);
