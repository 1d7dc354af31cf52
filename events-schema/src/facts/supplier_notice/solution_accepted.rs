use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// Another person than recorded it accepted the solution (P7.2): it counts from when it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeSolutionAccepted {
    /// The solution.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub solution: EventId,
    /// What is to be said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub remark: Option<Paragraph>,
}

fact!(NoticeSolutionAccepted, "supplier_notice.solution_accepted", 1);
