use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// What was final is disputed after all: until that is over it counts nowhere, and what followed from it may be withdrawn (open
/// points 10 and 11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeReopened {
    /// Why, so late.
    #[schemars(example = &"新发现的检验报告与认定不符")]
    pub reason: Paragraph,
}

fact!(DisputeReopened, "responsibility.dispute_reopened", 1);
