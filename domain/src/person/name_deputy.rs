use events_schema::Timestamp;
use events_schema::facts::person::{Absence, DeputyNamed, PersonFact};
use events_schema::ids::PersonId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Person, PersonRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Names somebody who acts for the person for some time, in every role that the person has (open point 2). What the deputy
/// does so is recorded as done on the person's behalf.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameDeputy {
    /// Who acts for the person.
    pub deputy: PersonId,
    /// From when on; now if absent.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Until when.
    pub until: Timestamp,
    /// Why.
    pub absence: Absence,
}

impl Decide<Person> for NameDeputy {
    fn decide(&self, state: &Person, cx: &Context<'_>) -> Result<Vec<PersonFact>, Refused> {
        state.employment().ok_or(PersonRefusal::HasLeft)?;
        if cx.stream.key() == self.deputy.code().as_str() {
            return Err(PersonRefusal::OwnDeputy.into());
        }
        let works_here = cx.reference.person(&self.deputy).is_some_and(|known| known.is.employment().is_some());
        if !works_here {
            return Err(PersonRefusal::UnknownDeputy(self.deputy.clone()).into());
        }
        let from = self.from.unwrap_or(cx.now);
        if self.until <= from || self.until <= cx.now {
            return Err(PersonRefusal::EmptyTime.into());
        }
        let named = state.deputies().iter().any(|known| {
            let same = known.person == self.deputy && known.absence == self.absence;
            same && known.from <= from && self.until == known.until
        });
        if named {
            return Ok(Vec::new());
        }
        let (deputy, until, absence) = (self.deputy.clone(), self.until, self.absence);
        Ok(vec![DeputyNamed { deputy, from, until, absence }.into()])
    }
}
