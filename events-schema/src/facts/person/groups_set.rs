use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::GroupId;

/// The technical support groups of the person were set anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonGroupsSet {
    /// All groups from now on.
    pub groups: Vec<GroupId>,
}

fact!(PersonGroupsSet, "person.groups_set", 1);
