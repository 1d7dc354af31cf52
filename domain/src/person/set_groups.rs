use events_schema::facts::person::{PersonFact, PersonGroupsSet};
use events_schema::ids::GroupId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Person, PersonRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Sets anew the technical support groups of a person (P3.1.a).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetGroups {
    /// All groups from now on.
    pub groups: Vec<GroupId>,
}

impl Decide<Person> for SetGroups {
    fn decide(&self, state: &Person, cx: &Context<'_>) -> Result<Vec<PersonFact>, Refused> {
        let person = state.employment().ok_or(PersonRefusal::HasLeft)?;
        super::register::check_groups(&self.groups, cx)?;
        if person.groups == self.groups {
            return Ok(Vec::new());
        }
        Ok(vec![PersonGroupsSet { groups: self.groups.clone() }.into()])
    }
}
