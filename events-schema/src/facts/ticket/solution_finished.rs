use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// Technical support declared the final solution finished: the issue is solved (P3.1.d).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct SolutionFinished {
    /// The proposal, by its event; absent only in imported history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solution: Option<EventId>,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub summary: Option<Paragraph>,
    /// The version of the clock policy that was in force.
    pub policy_version: u32,
}

fact!(SolutionFinished, "ticket.solution_finished", 1);
