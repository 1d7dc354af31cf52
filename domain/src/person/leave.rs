use events_schema::facts::person::{PersonFact, PersonLeft};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Person, PersonRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Records that a person left the factory. What the person did stays (P5.1).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordLeaving {}

impl Decide<Person> for RecordLeaving {
    fn decide(&self, state: &Person, _: &Context<'_>) -> Result<Vec<PersonFact>, Refused> {
        match (state.employment(), state.is_known()) {
            (Some(_), _) => Ok(vec![PersonLeft {}.into()]),
            (None, true) => Ok(Vec::new()),
            (None, false) => Err(PersonRefusal::HasLeft.into()),
        }
    }
}
