use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;
use crate::values::SolutionKind;

/// A solution was proposed (P3.1.d). It waits for the approval of a superior who is not its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SolutionProposed {
    /// What kind of solution it is.
    pub kind: SolutionKind,
    /// What is to be done (维修方案).
    #[schemars(example = &"replace the starter motor")]
    pub description: Paragraph,
}

fact!(SolutionProposed, "ticket.solution_proposed", 1);
