//! Technical support groups (技术支持小组) and the issue types they take (P3.1.a).

mod commands;
mod dissolve;
mod form;
mod refusal;
mod set_scope;

pub use commands::COMMANDS;
pub use dissolve::DissolveGroup;
pub use form::FormGroup;
pub use refusal::GroupRefusal;
pub use set_scope::SetScope;

use events_schema::Entry;
use events_schema::facts::group::GroupFact;
use events_schema::ids::IssueTypeId;
use events_schema::text::Line;

use crate::command::Aggregate;

/// A group as the directory has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Group {
    /// No group of this code was ever formed.
    #[default]
    Unknown,
    /// Takes tickets.
    Active(Scope),
    /// Took tickets.
    Dissolved(Scope),
}

/// What a group is there for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// What people call it.
    pub title: Line,
    /// The issue types that it takes.
    pub issue_types: Vec<IssueTypeId>,
}

impl Group {
    /// What the group takes, if it takes tickets.
    #[must_use]
    pub fn scope(&self) -> Option<&Scope> {
        match self {
            Self::Active(scope) => Some(scope),
            Self::Unknown | Self::Dissolved(_) => None,
        }
    }
}

impl Aggregate for Group {
    type Fact = GroupFact;
    const COLLECTION: &'static str = "groups";

    fn evolve(&mut self, entry: &Entry<GroupFact>) {
        match (&mut *self, &entry.fact) {
            (_, GroupFact::Formed(fact)) => {
                *self = Self::Active(Scope { title: fact.title.clone(), issue_types: fact.issue_types.clone() });
            }
            (Self::Active(scope), GroupFact::ScopeSet(fact)) => scope.issue_types.clone_from(&fact.issue_types),
            (Self::Active(scope), GroupFact::Dissolved(_)) => *self = Self::Dissolved(scope.clone()),
            (Self::Unknown | Self::Dissolved(_), GroupFact::ScopeSet(_) | GroupFact::Dissolved(_)) => {}
        }
    }
}
