//! The catalogue of issue types (问题类型), by which tickets find their group (P3.1.a) and analyses their Pareto (P5.2).

mod commands;
mod define;
mod retire;

pub use commands::COMMANDS;
pub use define::DefineIssueType;
pub use retire::RetireIssueType;

use events_schema::Entry;
use events_schema::facts::issue_type::IssueTypeFact;
use events_schema::text::Line;

use crate::command::Aggregate;

/// An issue type as the catalogue has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum IssueType {
    /// No such type was ever defined.
    #[default]
    Unknown,
    /// New tickets may have it.
    InUse(Line),
    /// Old tickets may have it.
    Retired(Line),
}

impl IssueType {
    /// Whether new tickets may have it.
    #[must_use]
    pub const fn is_in_use(&self) -> bool {
        matches!(self, Self::InUse(_))
    }
}

impl Aggregate for IssueType {
    type Fact = IssueTypeFact;
    const COLLECTION: &'static str = "issue-types";

    fn evolve(&mut self, entry: &Entry<IssueTypeFact>) {
        match (&*self, &entry.fact) {
            (_, IssueTypeFact::Defined(fact)) => *self = Self::InUse(fact.title.clone()),
            (Self::InUse(title), IssueTypeFact::Retired(_)) => *self = Self::Retired(title.clone()),
            (Self::Unknown | Self::Retired(_), IssueTypeFact::Retired(_)) => {}
        }
    }
}
