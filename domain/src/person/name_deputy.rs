use events_schema::facts::person::{Absence, DeputyNamed, PersonFact};
use events_schema::ids::PersonId;
use events_schema::{Role, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Person, PersonRefusal};
use crate::command::{CLOCK_TOLERANCE, Decide};
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
        if cx.stream.key() == self.deputy.code().as_str() || cx.actor.person() == Some(&self.deputy) {
            return Err(PersonRefusal::OwnDeputy.into());
        }
        let known = cx.reference.employment(&self.deputy);
        let employment = known.ok_or_else(|| PersonRefusal::UnknownDeputy(self.deputy.clone()))?;
        if employment.roles.contains(&Role::Auditor) {
            return Err(PersonRefusal::ChangesNothing(self.deputy.clone()).into());
        }
        let from = self.from.unwrap_or(cx.now);
        if from + CLOCK_TOLERANCE < cx.now {
            return Err(PersonRefusal::BegunBefore(from).into());
        }
        let from = from.max(cx.now);
        if self.until <= from {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Aggregate;
    use crate::scenario::{as_head, at, happened, in_context, person};
    use events_schema::facts::person::{PersonLeft, PersonRegistered};
    use events_schema::{Personal, Role};

    fn name(deputy: &str, from: Option<i64>, until: i64) -> NameDeputy {
        NameDeputy { deputy: person(deputy), from: from.map(at), until: at(until), absence: Absence::Travel }
    }

    fn known(more: Vec<PersonFact>) -> Person {
        let name = Personal::open("person-e5001".parse().unwrap(), "赵某".parse().unwrap());
        let (roles, groups) = (vec![Role::HeadOfAfterSales], Vec::new());
        let mut known = Person::default();
        known.evolve(&happened(0, PersonRegistered { name, roles, department: None, groups, superior: None }.into()));
        for fact in more {
            known.evolve(&happened(60, fact));
        }
        known
    }

    fn decided(person: &Person, command: &NameDeputy) -> Result<Vec<PersonFact>, String> {
        in_context("person-e5001", &as_head(), |cx| command.decide(person, cx)).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let gone = known(vec![PersonLeft {}.into()]);
        for (person_of, command, refusal) in [
            (&Person::default(), name("e5001", None, 0), PersonRefusal::HasLeft),
            (&gone, name("e5001", None, 0), PersonRefusal::HasLeft),
            (&known(Vec::new()), name("e5001", None, 0), PersonRefusal::OwnDeputy),
            (&known(Vec::new()), name("e8888", None, 0), PersonRefusal::UnknownDeputy(person("e8888"))),
            (&known(Vec::new()), name("e9001", None, 0), PersonRefusal::UnknownDeputy(person("e9001"))),
            (&known(Vec::new()), name("e5002", Some(90), 90), PersonRefusal::EmptyTime),
            (&known(Vec::new()), name("e5002", Some(10), 90), PersonRefusal::BegunBefore(at(10))),
        ] {
            assert_eq!(decided(person_of, &command), Err(refusal.to_string()));
        }
    }

    #[test]
    fn the_same_again_is_already_so() {
        let facts = decided(&known(Vec::new()), &name("e5002", None, 90)).unwrap();
        let now = DeputyNamed { deputy: person("e5002"), from: at(60), until: at(90), absence: Absence::Travel };
        assert_eq!(facts, [now.into()]);
        let by_a_clock_that_is_behind = decided(&known(Vec::new()), &name("e5002", Some(59), 90));
        assert_eq!(by_a_clock_that_is_behind, Ok(facts.clone()));
        assert_eq!(decided(&known(facts.clone()), &name("e5002", None, 90)), Ok(Vec::new()));
        assert_eq!(decided(&known(facts), &name("e5002", None, 91)).map(|facts| facts.len()), Ok(1));
    }
}
