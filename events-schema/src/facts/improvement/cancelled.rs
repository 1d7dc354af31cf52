use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// A measure is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImprovementCancelled {
    /// Why.
    #[schemars(example = &"该机型已停产")]
    pub reason: Paragraph,
}

fact!(ImprovementCancelled, "improvement.cancelled", 1);
