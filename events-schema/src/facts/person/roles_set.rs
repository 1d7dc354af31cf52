use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Role;
use crate::fact::fact;

/// What the person does here was set anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonRolesSet {
    /// All roles from now on.
    pub roles: Vec<Role>,
}

fact!(PersonRolesSet, "person.roles_set", 1);
