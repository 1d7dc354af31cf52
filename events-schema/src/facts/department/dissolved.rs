use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;

/// A department is no more; what was its share of responsibility stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DepartmentDissolved {}

fact!(DepartmentDissolved, "department.dissolved", 1);
