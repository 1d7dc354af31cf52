use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;

/// The figure behind a proposal that nobody decided has changed, so that it proposes nothing any more (P7.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StandingProposalLapsed {
    /// The proposal.
    pub proposal: EventId,
    /// The event that changed what the evaluation comes to.
    pub score_event: EventId,
}

fact!(StandingProposalLapsed, "supplier_standing.proposal_lapsed", 1);
