use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::{Line, Paragraph};
use crate::values::{CauseCategory, Part};

/// The diagnosis came to a cause (P3.1.c). It needs an identified engine (P5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DiagnosisConcluded {
    /// The category of the cause (人机料法环测).
    pub category: CauseCategory,
    /// The code of the failure, from the factory's own list.
    #[schemars(example = &"E-2107")]
    pub failure_code: Line,
    /// The root cause.
    pub root_cause: Paragraph,
    /// The part at fault, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub part: Option<Part>,
}

fact!(DiagnosisConcluded, "ticket.diagnosis_concluded", 1);
