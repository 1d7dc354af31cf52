//! People of the factory: roles, groups, superior, deputies, each at its time (P1.2).

mod commands;
mod leave;
mod name_deputy;
mod name_superior;
mod recall_deputy;
mod refusal;
mod register;
mod set_contact;
mod set_department;
mod set_groups;
mod set_roles;

pub use commands::COMMANDS;
pub use leave::RecordLeaving;
pub use name_deputy::NameDeputy;
pub use name_superior::NameSuperior;
pub use recall_deputy::RecallDeputy;
pub use refusal::PersonRefusal;
pub use register::RegisterPerson;
pub use set_contact::SetContact;
pub(crate) use set_contact::{is_address, is_number};
pub use set_department::SetDepartment;
pub use set_groups::SetGroups;
pub use set_roles::SetRoles;

use events_schema::facts::person::{Absence, DeputyNamed, PersonContactSet, PersonFact};
use events_schema::ids::{DepartmentId, GroupId, PersonId};
use events_schema::{Entry, Personal, Role, Timestamp};

use crate::command::Aggregate;

/// A person as the directory has had it, from the first entry on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// What the person did here, each since when; in order.
    employments: Vec<(Timestamp, Employment)>,
    left_at: Option<Timestamp>,
    name: Option<Personal>,
    contact: Option<PersonContactSet>,
    deputies: Vec<Deputy>,
}

/// What the directory knows of somebody who works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employment {
    /// All roles.
    pub roles: Vec<Role>,
    /// The department.
    pub department: Option<DepartmentId>,
    /// All technical support groups.
    pub groups: Vec<GroupId>,
    /// The superior.
    pub superior: Option<PersonId>,
}

/// Somebody who acts for a person for some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputy {
    /// Who acts.
    pub person: PersonId,
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Why.
    pub absence: Absence,
}

impl Deputy {
    /// Whether he acts at an instant.
    #[must_use]
    pub fn acts_at(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

impl Person {
    /// Whether anybody of this number was ever registered.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !self.employments.is_empty()
    }

    /// What the person does here, if employed.
    #[must_use]
    pub fn employment(&self) -> Option<&Employment> {
        if self.left_at.is_none() { self.last_employment() } else { None }
    }

    /// What the person did here at an instant. Of the time before the directory knew the person it says what it said first.
    #[must_use]
    pub fn employment_at(&self, at: Timestamp) -> Option<&Employment> {
        if self.left_at.is_some_and(|left_at| left_at <= at) {
            return None;
        }
        let then = self.employments.iter().rfind(|(since, _)| *since <= at);
        then.or(self.employments.first()).map(|(_, employment)| employment)
    }

    /// What the person does here, or did last.
    #[must_use]
    pub fn last_employment(&self) -> Option<&Employment> {
        self.employments.last().map(|(_, employment)| employment)
    }

    /// The name, sealed.
    #[must_use]
    pub fn name(&self) -> Option<&Personal> {
        self.name.as_ref()
    }

    /// How the person is reached, sealed.
    #[must_use]
    pub fn contact(&self) -> Option<&PersonContactSet> {
        self.contact.as_ref()
    }

    /// Everybody who was ever named to act for the person.
    #[must_use]
    pub fn deputies(&self) -> &[Deputy] {
        &self.deputies
    }

    /// Whether somebody acts for the person at an instant, also when the person has left: nothing waits for him.
    #[must_use]
    pub fn is_represented_by(&self, deputy: &PersonId, at: Timestamp) -> bool {
        self.deputies.iter().any(|known| known.person == *deputy && known.acts_at(at))
    }

    fn change(&mut self, at: Timestamp, change: impl FnOnce(&mut Employment)) {
        if let Some(mut employment) = self.employment().cloned() {
            change(&mut employment);
            self.employments.push((at, employment));
        }
    }
}

impl Aggregate for Person {
    type Fact = PersonFact;
    const COLLECTION: &'static str = "people";

    fn evolve(&mut self, entry: &Entry<PersonFact>) {
        let at = entry.envelope.recorded_at;
        match &entry.fact {
            PersonFact::Registered(fact) => {
                self.name = Some(fact.name.clone());
                let (roles, groups) = (fact.roles.clone(), fact.groups.clone());
                let (department, superior) = (fact.department.clone(), fact.superior.clone());
                self.employments.push((at, Employment { roles, department, groups, superior }));
            }
            PersonFact::RolesSet(fact) => self.change(at, |person| person.roles.clone_from(&fact.roles)),
            PersonFact::GroupsSet(fact) => self.change(at, |person| person.groups.clone_from(&fact.groups)),
            PersonFact::DepartmentSet(fact) => self.change(at, |person| person.department.clone_from(&fact.department)),
            PersonFact::ContactSet(fact) => self.contact = Some(fact.clone()),
            PersonFact::SuperiorNamed(fact) => self.change(at, |person| person.superior.clone_from(&fact.superior)),
            PersonFact::DeputyNamed(fact) => {
                let DeputyNamed { deputy, from, until, absence } = fact.clone();
                self.deputies.push(Deputy { person: deputy, from, until, absence });
            }
            PersonFact::DeputyRecalled(fact) => {
                for deputy in self.deputies.iter_mut().filter(|deputy| deputy.person == fact.deputy) {
                    deputy.until = deputy.until.min(at);
                }
            }
            PersonFact::Left(_) => self.left_at = Some(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{at, happened, person};
    use events_schema::StreamName;
    use events_schema::facts::person::{DeputyRecalled, PersonLeft, PersonRegistered, PersonRolesSet};

    fn folded(history: impl IntoIterator<Item = (i64, PersonFact)>) -> Person {
        let mut folded = Person::default();
        for (minute, fact) in history {
            folded.evolve(&happened(minute, fact));
        }
        folded
    }

    fn registered(role: Role) -> PersonFact {
        let stream: StreamName = "person-e5001".parse().unwrap();
        let name = Personal::open(stream, "赵某".parse().unwrap());
        PersonRegistered { name, roles: vec![role], department: None, groups: Vec::new(), superior: None }.into()
    }

    fn named(from: i64, until: i64) -> PersonFact {
        let (from, until, absence) = (at(from), at(until), Absence::Leave);
        DeputyNamed { deputy: person("e5002"), from, until, absence }.into()
    }

    fn role_at(person: &Person, minute: i64) -> Option<Role> {
        person.employment_at(at(minute)).map(|employment| employment.roles[0])
    }

    #[test]
    fn the_directory_says_what_somebody_did_then() {
        let promoted = (10, PersonRolesSet { roles: vec![Role::HeadOfAfterSales] }.into());
        let known = folded([(0, registered(Role::SupportLead)), promoted, (20, PersonLeft {}.into())]);
        let lead = Some(Role::SupportLead);
        let head = Some(Role::HeadOfAfterSales);
        for (minute, role) in [(-5, lead), (0, lead), (9, lead), (10, head), (19, head), (20, None), (99, None)] {
            assert_eq!(role_at(&known, minute), role, "{minute}");
        }
        assert_eq!(known.employment(), None);
        assert_eq!(known.last_employment().map(|employment| employment.roles[0]), head);
        assert!(known.is_known() && !Person::default().is_known());
    }

    #[test]
    fn a_deputy_acts_from_the_first_instant_to_the_last_but_one_also_for_who_has_left() {
        let known = folded([(0, registered(Role::SupportLead)), (1, named(10, 20)), (15, PersonLeft {}.into())]);
        for (minute, acts) in [(9, false), (10, true), (19, true), (20, false)] {
            assert_eq!(known.is_represented_by(&person("e5002"), at(minute)), acts, "{minute}");
        }
        assert!(!known.is_represented_by(&person("e5003"), at(15)));
    }

    #[test]
    fn who_is_recalled_acts_no_longer_but_has_acted() {
        let recalled = (15, DeputyRecalled { deputy: person("e5002") }.into());
        let known = folded([(0, registered(Role::SupportLead)), (1, named(10, 20)), (2, named(30, 40)), recalled]);
        for (minute, acts) in [(14, true), (15, false), (35, false)] {
            assert_eq!(known.is_represented_by(&person("e5002"), at(minute)), acts, "{minute}");
        }
    }
}
