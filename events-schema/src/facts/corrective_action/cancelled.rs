use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// The action is not asked for any more, and counts for nothing (P7.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct ActionCancelled {
    /// Why.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub reason: Paragraph,
}

fact!(ActionCancelled, "corrective_action.cancelled", 1);
