use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Role;
use crate::fact::fact;
use crate::ids::{DepartmentId, GroupId, PersonId};
use crate::personal::Personal;

/// A person of the factory entered the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonRegistered {
    /// The name, sealed.
    pub name: Personal,
    /// What the person does here.
    pub roles: Vec<Role>,
    /// The department the person belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// The technical support groups the person belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupId>,
    /// The person's superior (上级).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superior: Option<PersonId>,
}

fact!(PersonRegistered, "person.registered", 1, {
    fn personal(&mut self) -> Vec<(&'static str, &mut Personal)> {
        vec![("name", &mut self.name)]
    }
});
