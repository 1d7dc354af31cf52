use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::IssueTypeId;

/// The issue types that the group takes were set anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GroupScopeSet {
    /// All issue types from now on.
    pub issue_types: Vec<IssueTypeId>,
}

fact!(GroupScopeSet, "group.scope_set", 1);
