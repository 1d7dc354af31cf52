//! Training plans (培训计划), one for each quarter: what is taught to whom until when, approved by somebody who had no hand in it, and
//! what of it is overdue (P6.1; `policy.md`, open point 12).

mod add_training;
mod approve;
mod commands;
mod draft;
mod note_held;
mod note_overdue;
mod refusal;
mod remove_training;
mod return_plan;
mod take_in_need;
#[cfg(test)]
mod tests;

pub use add_training::AddTraining;
pub use approve::ApproveTrainingPlan;
pub use commands::COMMANDS;
pub use draft::DraftTrainingPlan;
pub use note_held::NoteHeld;
pub use note_overdue::NoteTrainingsOverdue;
pub use refusal::PlanRefusal;
pub use remove_training::RemoveTraining;
pub use return_plan::ReturnTrainingPlan;
pub use take_in_need::TakeInNeed;

use std::collections::BTreeSet;

use events_schema::facts::training_plan::{TrainingPlanFact, TrainingPlanItemAdded};
use events_schema::ids::{TrainingPlanId, TrainingSessionId};
use events_schema::{Entry, PrincipalId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::{Aggregate, INSTANT};
use crate::context::Context;
use crate::duty::{behind, is_another};

/// A plan as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingPlan {
    /// How far it is.
    pub stage: Stage,
    /// Its quarter.
    pub plan: Option<TrainingPlanId>,
    /// What it has, and had; the first is item 1.
    pub items: Vec<Item>,
    /// Everybody who changed it since it was approved last.
    pub changed_by: BTreeSet<PrincipalId>,
    /// Who approved it last, and when.
    pub approved: Option<(PrincipalId, Timestamp)>,
}

/// How far a plan is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is no such plan.
    #[default]
    Undrafted,
    /// It was changed, and waits for approval.
    Drafted,
    /// It was not approved as it is.
    Returned,
    /// It was approved as it is.
    Approved,
}

/// A training of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What was put in.
    pub added: TrainingPlanItemAdded,
    /// What became of it.
    pub state: ItemState,
    /// Whether the plan was approved with it.
    pub is_approved: bool,
    /// When it was due, if it was not held by then.
    pub overdue_since: Option<Timestamp>,
}

/// What became of a training of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// It is to be held.
    Planned,
    /// It was held.
    Held {
        /// The session.
        session: TrainingSessionId,
        /// When.
        held_at: Timestamp,
    },
    /// It was taken out.
    Removed,
}

impl ItemState {
    /// Its name in lists.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Held { .. } => "held",
            Self::Removed => "removed",
        }
    }
}

impl TrainingPlan {
    /// When something becomes so by the passing of time alone: a training is overdue.
    #[must_use]
    pub fn overdue_at(&self) -> Option<Timestamp> {
        self.not_yet_overdue().map(|item| item.added.due_at + INSTANT).min()
    }

    /// What is to be held, and was not found overdue yet.
    fn not_yet_overdue(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.state == ItemState::Planned && item.overdue_since.is_none())
    }

    /// An item by its number, from 1.
    fn item(&self, number: u32) -> Option<&Item> {
        self.items.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    fn item_mut(&mut self, number: u32) -> Option<&mut Item> {
        self.items.get_mut(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// The number of the next item.
    fn next_item(&self) -> u32 {
        u32::try_from(self.items.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// A plan that waits for a decision, which is not that of anybody who changed it.
    fn to_be_decided(&self, cx: &Context<'_>) -> Result<(), PlanRefusal> {
        match self.stage {
            Stage::Drafted => {}
            Stage::Undrafted | Stage::Returned | Stage::Approved => return Err(PlanRefusal::NotDrafted(self.stage)),
        }
        if self.changed_by.iter().all(|author| is_another(author, cx)) { Ok(()) } else { Err(PlanRefusal::OwnPlan) }
    }

    fn change(&mut self, entry: &Entry<TrainingPlanFact>) {
        self.stage = Stage::Drafted;
        self.changed_by.insert(behind(&entry.envelope.actor).clone());
    }
}

impl Aggregate for TrainingPlan {
    type Fact = TrainingPlanFact;
    const COLLECTION: &'static str = "training-plans";

    fn evolve(&mut self, entry: &Entry<TrainingPlanFact>) {
        match &entry.fact {
            TrainingPlanFact::Drafted(fact) => {
                self.plan = Some(fact.plan);
                self.change(entry);
            }
            TrainingPlanFact::ItemAdded(fact) => {
                let (added, state) = (fact.clone(), ItemState::Planned);
                self.items.push(Item { added, state, is_approved: false, overdue_since: None });
                self.change(entry);
            }
            TrainingPlanFact::ItemRemoved(fact) => {
                if let Some(item) = self.item_mut(fact.item) {
                    item.state = ItemState::Removed;
                }
                self.change(entry);
            }
            TrainingPlanFact::Approved(fact) => {
                self.stage = Stage::Approved;
                self.changed_by.clear();
                self.approved = Some((entry.envelope.actor.id.clone(), entry.envelope.recorded_at));
                for number in &fact.items {
                    if let Some(item) = self.item_mut(*number) {
                        item.is_approved = true;
                    }
                }
            }
            TrainingPlanFact::Returned(_) => self.stage = Stage::Returned,
            TrainingPlanFact::ItemHeld(fact) => {
                let (session, held_at) = (fact.session, fact.held_at);
                if let Some(item) = self.item_mut(fact.item) {
                    item.state = ItemState::Held { session, held_at };
                }
            }
            TrainingPlanFact::ItemBecameOverdue(fact) => {
                if let Some(item) = self.item_mut(fact.item) {
                    item.overdue_since = Some(fact.due_at);
                }
            }
        }
    }
}
