use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// A superior who is not its author approved the solution (P3.1.d).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SolutionApproved {
    /// The proposal, by its event.
    pub solution: EventId,
    /// What the superior adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Paragraph>,
}

fact!(SolutionApproved, "ticket.solution_approved", 1);
