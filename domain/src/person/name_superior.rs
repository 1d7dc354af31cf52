use events_schema::facts::person::{PersonFact, SuperiorNamed};
use events_schema::ids::PersonId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Person, PersonRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Names a person's superior, who approves the person's solutions (P3.1.d).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameSuperior {
    /// The superior from now on; none if absent.
    #[serde(default)]
    pub superior: Option<PersonId>,
}

impl Decide<Person> for NameSuperior {
    fn decide(&self, state: &Person, cx: &Context<'_>) -> Result<Vec<PersonFact>, Refused> {
        let person = state.employment().ok_or(PersonRefusal::HasLeft)?;
        let id: PersonId = cx.stream.key().parse().map_err(|_| PersonRefusal::HasLeft)?;
        super::register::check_superior(&id, self.superior.as_ref(), cx)?;
        if person.superior == self.superior {
            return Ok(Vec::new());
        }
        Ok(vec![SuperiorNamed { superior: self.superior.clone() }.into()])
    }
}
