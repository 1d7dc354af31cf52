//! People of the factory: roles, groups, superior (P1.2).

mod commands;
mod leave;
mod name_superior;
mod refusal;
mod register;
mod set_groups;
mod set_roles;

pub use commands::COMMANDS;
pub use leave::RecordLeaving;
pub use name_superior::NameSuperior;
pub use refusal::PersonRefusal;
pub use register::RegisterPerson;
pub use set_groups::SetGroups;
pub use set_roles::SetRoles;

use events_schema::Entry;
use events_schema::Role;
use events_schema::facts::person::PersonFact;
use events_schema::ids::{GroupId, PersonId};

use crate::command::Aggregate;

/// A person as the directory has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Person {
    /// Nobody of this number was ever registered.
    #[default]
    Unknown,
    /// Works here.
    Employed(Employment),
    /// Worked here.
    Left(Employment),
}

/// What the directory knows of somebody who works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employment {
    /// All roles.
    pub roles: Vec<Role>,
    /// All technical support groups.
    pub groups: Vec<GroupId>,
    /// The superior.
    pub superior: Option<PersonId>,
}

impl Person {
    /// What the person does here, if employed.
    #[must_use]
    pub fn employment(&self) -> Option<&Employment> {
        match self {
            Self::Employed(employment) => Some(employment),
            Self::Unknown | Self::Left(_) => None,
        }
    }
}

impl Aggregate for Person {
    type Fact = PersonFact;
    const COLLECTION: &'static str = "people";

    fn evolve(&mut self, entry: &Entry<PersonFact>) {
        match (&mut *self, &entry.fact) {
            (_, PersonFact::Registered(fact)) => {
                *self = Self::Employed(Employment {
                    roles: fact.roles.clone(),
                    groups: fact.groups.clone(),
                    superior: fact.superior.clone(),
                });
            }
            (Self::Employed(person), PersonFact::RolesSet(fact)) => person.roles.clone_from(&fact.roles),
            (Self::Employed(person), PersonFact::GroupsSet(fact)) => person.groups.clone_from(&fact.groups),
            (Self::Employed(person), PersonFact::SuperiorNamed(fact)) => person.superior.clone_from(&fact.superior),
            (Self::Employed(person), PersonFact::Left(_)) => *self = Self::Left(person.clone()),
            (
                Self::Unknown | Self::Left(_),
                PersonFact::RolesSet(_) | PersonFact::GroupsSet(_) | PersonFact::SuperiorNamed(_) | PersonFact::Left(_),
            ) => {}
        }
    }
}
