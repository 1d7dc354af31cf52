use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;

/// No new ticket gets this type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IssueTypeRetired {}

fact!(IssueTypeRetired, "issue_type.retired", 1);
