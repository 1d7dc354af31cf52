use events_schema::Role;
use events_schema::facts::person::{PersonFact, PersonRolesSet};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Person, PersonRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Sets anew what a person does here (P1.2).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetRoles {
    /// All roles from now on.
    pub roles: Vec<Role>,
}

impl Decide<Person> for SetRoles {
    fn decide(&self, state: &Person, _: &Context<'_>) -> Result<Vec<PersonFact>, Refused> {
        let person = state.employment().ok_or(PersonRefusal::HasLeft)?;
        super::register::check_roles(&self.roles)?;
        if person.roles == self.roles {
            return Ok(Vec::new());
        }
        Ok(vec![PersonRolesSet { roles: self.roles.clone() }.into()])
    }
}
