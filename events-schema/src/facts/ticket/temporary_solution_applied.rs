use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// A temporary solution (临时解决方案) lets the engine run safely. It is not "solved" (P3.3.b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct TemporarySolutionApplied {
    /// What was done.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub description: Paragraph,
    /// Within which limits the engine may run until it is solved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub limits: Option<Paragraph>,
}

fact!(TemporarySolutionApplied, "ticket.temporary_solution_applied", 1);
