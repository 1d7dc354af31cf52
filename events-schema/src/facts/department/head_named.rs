use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::PersonId;

/// A department got another head (部门负责人), or has none for now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DepartmentHeadNamed {
    /// The head from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<PersonId>,
}

fact!(DepartmentHeadNamed, "department.head_named", 1);
