use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::PersonId;
use crate::text::Line;

/// A department entered the directory (P1.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DepartmentFormed {
    /// What people call it.
    #[schemars(example = &"质量控制部门")]
    pub title: Line,
    /// Its head (部门负责人), who speaks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<PersonId>,
}

fact!(DepartmentFormed, "department.formed", 1);
