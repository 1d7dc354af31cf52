//! Who is meant by a role, a group or a department, by the directory at the time of asking.

use std::collections::BTreeSet;

use events_schema::ids::{DepartmentId, GroupId, PersonId};
use events_schema::{Actor, Role, Timestamp};

use super::Whom;
use crate::reference::Reference;

/// Somebody who reads what he is told: for himself, and for those for whom he acts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reader {
    /// The person himself.
    pub own: Option<PersonId>,
    /// The person, and those for whom the person acts.
    pub people: BTreeSet<PersonId>,
    /// Their roles, with those in which the person is on duty.
    pub roles: BTreeSet<Role>,
    /// Their groups.
    pub groups: BTreeSet<GroupId>,
    /// The departments for which they speak.
    pub departments: BTreeSet<DepartmentId>,
}

impl Reader {
    /// Whoever asks, as the directory has it now.
    #[must_use]
    pub fn of(actor: &Actor, reference: &Reference, now: Timestamp) -> Self {
        let mut reader = Self { roles: BTreeSet::from([actor.role]), ..Self::default() };
        let Some(person) = actor.person() else { return reader };
        reader.own = Some(person.clone());
        reader.people.insert(person.clone());
        let own = reference.employment(person).into_iter();
        for (represented, _) in reference.represented_by(person, now) {
            reader.people.insert(represented.clone());
        }
        let represented = reference.represented_by(person, now).map(|(_, employment)| employment);
        for employment in own.chain(represented) {
            reader.roles.extend(&employment.roles);
            reader.groups.extend(employment.groups.iter().cloned());
        }
        reader.roles.extend(Role::ALL.into_iter().filter(|role| reference.is_on_duty(person, *role, now)));
        let speaks = |department: &&DepartmentId| {
            reference.speakers_of(department).into_iter().any(|speaker| reader.people.contains(speaker))
        };
        reader.departments = reference.directory().departments.keys().filter(speaks).cloned().collect();
        reader
    }
}

impl Whom {
    /// The people who are meant: those who have the role or belong to the group, who are on duty, and who act for any of them.
    #[must_use]
    pub fn people(&self, reference: &Reference, now: Timestamp) -> BTreeSet<PersonId> {
        let mut people: BTreeSet<PersonId> = match self {
            Self::Person(person) => BTreeSet::from([person.clone()]),
            Self::Department(department) => reference.speakers_of(department).into_iter().cloned().collect(),
            Self::Role(_) | Self::Group(_) => {
                let people = reference.directory().people.keys();
                let is_meant = |person: &&PersonId| {
                    reference.employment(person).is_some_and(|does| match self {
                        Self::Role(role) => does.roles.contains(role),
                        Self::Group(group) => does.groups.contains(group),
                        Self::Person(_) | Self::Department(_) => false,
                    })
                };
                people.filter(is_meant).cloned().collect()
            }
        };
        if let Self::Role(role) = self {
            people.extend(reference.on_duty(&[*role], now));
        }
        let deputies = reference.deputies_at(now, |person, _| people.contains(person));
        people.extend(deputies);
        people.retain(|person| reference.works_here(person));
        people
    }
}
