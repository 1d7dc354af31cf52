use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::DepartmentId;

/// The person's department was set anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonDepartmentSet {
    /// The department from now on; absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
}

fact!(PersonDepartmentSet, "person.department_set", 1);
