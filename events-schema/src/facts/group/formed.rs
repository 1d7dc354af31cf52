use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::IssueTypeId;
use crate::text::Line;

/// A technical support group was formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GroupFormed {
    /// What people call it.
    #[schemars(example = &"电气组")]
    pub title: Line,
    /// The issue types that it takes.
    pub issue_types: Vec<IssueTypeId>,
}

fact!(GroupFormed, "group.formed", 1);
