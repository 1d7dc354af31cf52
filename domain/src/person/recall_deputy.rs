use events_schema::facts::person::{DeputyRecalled, PersonFact};
use events_schema::ids::PersonId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Person, PersonRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Ends that somebody acts for the person, earlier than was planned (open point 2).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallDeputy {
    /// Who acted for the person.
    pub deputy: PersonId,
}

impl Decide<Person> for RecallDeputy {
    fn decide(&self, state: &Person, cx: &Context<'_>) -> Result<Vec<PersonFact>, Refused> {
        let named = state.deputies().iter().filter(|known| known.person == self.deputy);
        match named.map(|known| known.until).max() {
            None => Err(PersonRefusal::UnknownDeputy(self.deputy.clone()).into()),
            Some(until) if until <= cx.now => Ok(Vec::new()),
            Some(_) => Ok(vec![DeputyRecalled { deputy: self.deputy.clone() }.into()]),
        }
    }
}
