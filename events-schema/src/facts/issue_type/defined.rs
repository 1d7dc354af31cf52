use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::{Line, Paragraph};

/// A type of issue was defined, or described anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer", "supplier"]))]
pub struct IssueTypeDefined {
    /// What people call it.
    #[schemars(extend("x-visible" = ["customer", "supplier"]))]
    #[schemars(example = &"起动困难")]
    pub title: Line,
    /// What belongs to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"starter motor")]
    pub description: Option<Paragraph>,
}

fact!(IssueTypeDefined, "issue_type.defined", 1);
