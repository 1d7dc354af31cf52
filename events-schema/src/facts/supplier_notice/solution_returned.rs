use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// Another person than recorded it returned the solution (P7.2): another one is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeSolutionReturned {
    /// The solution.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub solution: EventId,
    /// What is lacking.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"未说明库存品的处理")]
    pub reason: Paragraph,
}

fact!(NoticeSolutionReturned, "supplier_notice.solution_returned", 1);
