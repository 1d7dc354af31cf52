//! Emergency plans (应急预案), versioned; a ticket keeps the version that it started (P3.3.a).

mod commands;
mod publish;
mod refusal;

pub use commands::COMMANDS;
pub use publish::PublishPlan;
pub use refusal::PlanRefusal;

use events_schema::facts::emergency_plan::{EmergencyPlanFact, PlanPublished};
use events_schema::{Entry, Timestamp};

use crate::command::Aggregate;

/// A plan with all its versions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmergencyPlan {
    versions: Vec<PlanPublished>,
}

impl EmergencyPlan {
    /// All versions, in order.
    #[must_use]
    pub fn versions(&self) -> &[PlanPublished] {
        &self.versions
    }

    /// The version that is in force at an instant.
    #[must_use]
    pub fn in_force_at(&self, at: Timestamp) -> Option<&PlanPublished> {
        self.versions.iter().rfind(|version| version.in_force_from <= at)
    }

    /// The plan as this version, from 1, has it.
    #[must_use]
    pub fn version(&self, version: u32) -> Option<&PlanPublished> {
        self.versions.iter().find(|known| known.version == version)
    }
}

impl Aggregate for EmergencyPlan {
    type Fact = EmergencyPlanFact;
    const COLLECTION: &'static str = "emergency-plans";

    fn evolve(&mut self, entry: &Entry<EmergencyPlanFact>) {
        match &entry.fact {
            EmergencyPlanFact::Published(fact) => self.versions.push(fact.clone()),
        }
    }
}
