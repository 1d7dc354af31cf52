use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// Another person agreed that no visit is needed (P3.2.b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoVisitApproved {
    /// The proposal.
    pub request: EventId,
    /// What he adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Paragraph>,
}

fact!(NoVisitApproved, "ticket.no_visit_approved", 1);
