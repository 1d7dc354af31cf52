use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// A superior returned the solution (P3.1.d). Another one has to be proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SolutionReturned {
    /// The proposal, by its event.
    pub solution: EventId,
    /// Why.
    pub reason: Paragraph,
}

fact!(SolutionReturned, "ticket.solution_returned", 1);
