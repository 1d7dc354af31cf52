//! Departments (部门) of the factory, and who speaks for them (P1.2, P4.2.a).

mod commands;
mod dissolve;
mod form;
mod name_head;
mod refusal;

pub use commands::COMMANDS;
pub use dissolve::DissolveDepartment;
pub use form::FormDepartment;
pub use name_head::NameHead;
pub use refusal::DepartmentRefusal;

use events_schema::Entry;
use events_schema::facts::department::DepartmentFact;
use events_schema::ids::PersonId;
use events_schema::text::Line;

use crate::command::Aggregate;

/// A department as the directory has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Department {
    /// No department of this code was ever formed.
    #[default]
    Unknown,
    /// People belong to it.
    Active(Charge),
    /// It is no more.
    Dissolved(Charge),
}

/// What a department is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// What people call it.
    pub title: Line,
    /// Its head.
    pub head: Option<PersonId>,
}

impl Department {
    /// What it is, while there is such a department.
    #[must_use]
    pub fn charge(&self) -> Option<&Charge> {
        match self {
            Self::Active(charge) => Some(charge),
            Self::Unknown | Self::Dissolved(_) => None,
        }
    }
}

impl Aggregate for Department {
    type Fact = DepartmentFact;
    const COLLECTION: &'static str = "departments";

    fn evolve(&mut self, entry: &Entry<DepartmentFact>) {
        match (&mut *self, &entry.fact) {
            (_, DepartmentFact::Formed(fact)) => {
                *self = Self::Active(Charge { title: fact.title.clone(), head: fact.head.clone() });
            }
            (Self::Active(charge), DepartmentFact::HeadNamed(fact)) => charge.head.clone_from(&fact.head),
            (Self::Active(charge), DepartmentFact::Dissolved(_)) => *self = Self::Dissolved(charge.clone()),
            (Self::Unknown | Self::Dissolved(_), DepartmentFact::HeadNamed(_) | DepartmentFact::Dissolved(_)) => {}
        }
    }
}
