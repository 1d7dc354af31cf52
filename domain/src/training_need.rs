//! Training needs (培训需求): proposed by whoever sees one, or found in issues that really occurred; somebody else decides, and what
//! is accepted becomes an item of a quarter's plan (P6.1).

mod accept;
mod commands;
mod decline;
mod note_dropped;
mod note_met;
mod propose;
mod propose_from_issues;
mod refusal;
#[cfg(test)]
mod tests;

pub use accept::AcceptNeed;
pub use commands::COMMANDS;
pub use decline::DeclineNeed;
pub use note_dropped::NoteDropped;
pub use note_met::NoteMet;
pub use propose::ProposeNeed;
pub use propose_from_issues::ProposeFromIssues;
pub use refusal::NeedRefusal;

use events_schema::facts::training_need::{
    TrainingNeedAccepted, TrainingNeedFact, TrainingNeedMet, TrainingNeedProposed,
};
use events_schema::ids::{TrainingPlanId, TrainingSessionId};
use events_schema::{Entry, PrincipalId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::Aggregate;
use crate::context::Context;
use crate::duty::{behind, is_another};

/// A need as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingNeed {
    /// How far it is.
    pub stage: Stage,
    /// What was proposed, and by whom.
    pub proposed: Option<(TrainingNeedProposed, PrincipalId)>,
    /// What was decided to meet it.
    pub accepted: Option<TrainingNeedAccepted>,
    /// The session that met it.
    pub met_by: Option<TrainingSessionId>,
}

/// How far a need is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is no such need.
    #[default]
    Unproposed,
    /// It waits for a decision.
    Proposed,
    /// It is an item of a plan.
    Accepted,
    /// Nothing is done about it.
    Declined,
    /// What was planned for it was held.
    Met,
}

impl TrainingNeed {
    /// What waits for a decision, which is not the proposer's.
    fn to_be_decided(&self, cx: &Context<'_>) -> Result<&TrainingNeedProposed, NeedRefusal> {
        match (self.stage, &self.proposed) {
            (Stage::Proposed, Some((_, by))) if !is_another(by, cx) => Err(NeedRefusal::OwnProposal),
            (Stage::Proposed, Some((proposed, _))) => Ok(proposed),
            (stage, _) => Err(NeedRefusal::NotProposed(stage)),
        }
    }

    /// Whether it waits to be met by an item of this plan.
    fn is_planned_in(&self, plan: TrainingPlanId) -> bool {
        self.stage == Stage::Accepted && self.accepted.as_ref().is_some_and(|accepted| accepted.plan == plan)
    }
}

impl Aggregate for TrainingNeed {
    type Fact = TrainingNeedFact;
    const COLLECTION: &'static str = "training-needs";

    fn evolve(&mut self, entry: &Entry<TrainingNeedFact>) {
        match &entry.fact {
            TrainingNeedFact::Proposed(fact) => {
                self.stage = Stage::Proposed;
                self.proposed = Some((fact.clone(), behind(&entry.envelope.actor).clone()));
            }
            TrainingNeedFact::Accepted(fact) => (self.stage, self.accepted) = (Stage::Accepted, Some(fact.clone())),
            TrainingNeedFact::Declined(_) => self.stage = Stage::Declined,
            TrainingNeedFact::Dropped(_) => (self.stage, self.accepted) = (Stage::Proposed, None),
            TrainingNeedFact::Met(TrainingNeedMet { session, .. }) => {
                (self.stage, self.met_by) = (Stage::Met, Some(*session));
            }
        }
    }
}
