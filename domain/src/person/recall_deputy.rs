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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Aggregate;
    use crate::scenario::{as_head, at, happened, in_context, person};
    use events_schema::facts::person::{Absence, DeputyNamed};

    fn decided(until: &[i64], deputy: &str) -> Result<Vec<PersonFact>, String> {
        let mut known = Person::default();
        for until in until {
            let (from, until, absence) = (at(0), at(*until), Absence::Travel);
            known.evolve(&happened(0, DeputyNamed { deputy: person("e5002"), from, until, absence }.into()));
        }
        let recall = RecallDeputy { deputy: person(deputy) };
        in_context("person-e5001", &as_head(), |cx| recall.decide(&known, cx)).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn only_who_still_acts_or_will_is_recalled() {
        let unknown = PersonRefusal::UnknownDeputy(person("e4001")).to_string();
        assert_eq!(decided(&[90], "e4001"), Err(unknown));
        assert_eq!(decided(&[60], "e5002"), Ok(Vec::new()));
        for until in [&[90][..], &[90, 30]] {
            assert_eq!(decided(until, "e5002"), Ok(vec![DeputyRecalled { deputy: person("e5002") }.into()]));
        }
    }
}
