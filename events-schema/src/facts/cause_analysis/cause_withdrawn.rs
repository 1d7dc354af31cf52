use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// A possible cause was withdrawn, and those below it with it (P5.2). The history keeps them; their numbers are not used again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CauseWithdrawn {
    /// The cause, by its number.
    pub cause: u32,
    /// Why.
    #[schemars(example = &"与第 3 条重复")]
    pub reason: Paragraph,
}

fact!(CauseWithdrawn, "cause_analysis.cause_withdrawn", 1);
