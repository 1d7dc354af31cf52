//! The scheme by which is appraised (考核方案) and its versions: which measures count, and how much (P4.3.a).

mod commands;
mod publish;
mod refusal;
#[cfg(test)]
mod tests;

pub use commands::COMMANDS;
pub use publish::PublishScheme;
pub use refusal::SchemeRefusal;

use events_schema::facts::appraisal_scheme::{AppraisalSchemeFact, AppraisalSchemePublished, Measure, Weighted};
use events_schema::ids::SchemeId;
use events_schema::values::OwnParty;
use events_schema::{Entry, Position};

use crate::command::Aggregate;

/// All versions of the scheme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppraisalScheme {
    versions: Vec<(Option<Position>, AppraisalSchemePublished)>,
}

impl AppraisalScheme {
    /// The version by which is appraised whoever is appraised from today on.
    #[must_use]
    pub fn in_force(&self) -> Option<&AppraisalSchemePublished> {
        self.versions.last().map(|(_, scheme)| scheme)
    }

    /// The version that was in force when the log had come to a position.
    #[must_use]
    pub fn in_force_at(&self, position: Position) -> Option<&AppraisalSchemePublished> {
        self.versions.iter().rfind(|(since, _)| *since <= Some(position)).map(|(_, scheme)| scheme)
    }

    /// The scheme as this version, from 1, has it.
    #[must_use]
    pub fn version(&self, version: u32) -> Option<&AppraisalSchemePublished> {
        self.versions.iter().map(|(_, scheme)| scheme).find(|scheme| scheme.version == version)
    }
}

impl Aggregate for AppraisalScheme {
    type Fact = AppraisalSchemeFact;
    const COLLECTION: &'static str = "appraisal-schemes";

    fn evolve(&mut self, entry: &Entry<AppraisalSchemeFact>) {
        match &entry.fact {
            AppraisalSchemeFact::Published(fact) => self.versions.push((entry.position, fact.clone())),
        }
    }
}

/// The factory has one scheme.
///
/// # Panics
/// Never: the name is a code.
#[must_use]
pub fn scheme_id() -> SchemeId {
    "after-sales".parse().expect("the name is a code")
}

/// What counts for somebody by a version of the scheme.
pub(crate) fn counting<'a>(scheme: &'a AppraisalSchemePublished, subject: &OwnParty) -> &'a [Weighted] {
    match subject {
        OwnParty::Department { .. } => &scheme.departments,
        OwnParty::Person { .. } => &scheme.people,
    }
}

/// Version 0, in force until management publishes version 1: what the policy names counts equally, and what stands of
/// responsibility as much. The text leaves the weights open (P4.3.a), and what is fast (P4.3.b): no rule proposes a reward.
///
/// # Panics
/// Never: the weight is a share.
#[must_use]
pub fn default_scheme() -> AppraisalSchemePublished {
    let measures = [Measure::Timeliness, Measure::Satisfaction, Measure::Recurrence, Measure::Responsibility];
    let quarter = "25".parse().expect("a quarter is a share");
    let equal: Vec<_> = measures.into_iter().map(|measure| Weighted { measure, weight: quarter }).collect();
    AppraisalSchemePublished { version: 0, departments: equal.clone(), people: equal, rewards: Vec::new() }
}
