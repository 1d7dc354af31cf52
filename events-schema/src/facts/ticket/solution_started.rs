use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;

/// The approved solution was begun (P3.1.d).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct SolutionStarted {
    /// The proposal, by its event; absent only in imported history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solution: Option<EventId>,
}

fact!(SolutionStarted, "ticket.solution_started", 1);
