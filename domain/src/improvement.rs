//! Improvement measures (改进措施), preventive and corrective, from any source: somebody owns each, and somebody else verifies
//! that it has its effect (P1.3, P3.2.d, P4.2.c, P7.2).

mod cancel;
mod change_owner;
mod commands;
mod declare_done;
mod move_due_date;
mod note_overdue;
mod open;
mod record_step;
mod refusal;
#[cfg(test)]
mod tests;
mod verify;

pub use cancel::CancelImprovement;
pub use change_owner::ChangeOwner;
pub use commands::COMMANDS;
pub use declare_done::DeclareDone;
pub use move_due_date::MoveDueDate;
pub use note_overdue::NoteOverdue;
pub use open::OpenImprovement;
pub use record_step::RecordStep;
pub use refusal::ImprovementRefusal;
pub use verify::Verify;

use std::collections::BTreeSet;

use events_schema::facts::improvement::{Effect, ImprovementFact, ImprovementOpened};
use events_schema::ids::{DepartmentId, PersonId};
use events_schema::{Entry, PrincipalId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::{Aggregate, INSTANT};
use crate::context::Context;
use crate::duty::acts_as;

/// A measure as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Improvement {
    /// How far it is.
    pub stage: Stage,
    /// What it was opened as.
    pub opened: Option<ImprovementOpened>,
    /// Who answers for it, and of which department.
    pub owner: Option<(PersonId, Option<DepartmentId>)>,
    /// Who answered for it before.
    pub owned_before: BTreeSet<PersonId>,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// The due time at which it was found overdue last.
    pub overdue_since: Option<Timestamp>,
    /// The steps that were done, by their places from 1.
    pub steps_done: BTreeSet<u32>,
    /// Who declared it done last, when, and from when on it works.
    pub done: Option<Done>,
    /// Who verified it last, and when.
    pub verified: Option<(PrincipalId, Timestamp)>,
    /// How often it was found to have no effect.
    pub without_effect: u32,
}

/// How far a measure is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is no such measure.
    #[default]
    Unopened,
    /// It is being carried out.
    Open,
    /// Its owner says that it is done.
    Done,
    /// Somebody else says that it has its effect.
    Effective,
    /// It is not carried out.
    Cancelled,
}

/// That a measure was declared done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// By whom.
    pub by: PrincipalId,
    /// When.
    pub at: Timestamp,
    /// From when on it works.
    pub effective_from: Timestamp,
}

impl Improvement {
    /// When something becomes so by the passing of time alone: it is overdue.
    #[must_use]
    pub fn overdue_at(&self) -> Option<Timestamp> {
        let due_at = self.due_at.filter(|_| self.stage == Stage::Open);
        due_at.filter(|due_at| self.overdue_since != Some(*due_at)).map(|due_at| due_at + INSTANT)
    }

    fn in_progress(&self) -> Result<&ImprovementOpened, ImprovementRefusal> {
        match (self.stage, &self.opened) {
            (Stage::Open, Some(opened)) => Ok(opened),
            (stage, _) => Err(ImprovementRefusal::NotInProgress(stage)),
        }
    }

    /// Whether the actor owns it, or acts for whoever does.
    fn is_owned_by_actor(&self, cx: &Context<'_>) -> bool {
        self.owner.as_ref().is_some_and(|(owner, _)| acts_as(owner, cx))
    }

    /// Refuses the owner, and whoever acts for him.
    fn by_another(&self, cx: &Context<'_>) -> Result<(), ImprovementRefusal> {
        if self.is_owned_by_actor(cx) { Err(ImprovementRefusal::Own) } else { Ok(()) }
    }

    fn owned(&self, cx: &Context<'_>) -> Result<(), ImprovementRefusal> {
        match &self.owner {
            Some(_) if self.is_owned_by_actor(cx) => Ok(()),
            Some((owner, _)) => Err(ImprovementRefusal::NotTheOwner(owner.clone())),
            None => Err(ImprovementRefusal::NotInProgress(self.stage)),
        }
    }
}

/// Somebody who works here, with his department.
fn owner(person: &PersonId, cx: &Context<'_>) -> Result<Option<DepartmentId>, ImprovementRefusal> {
    let employment = cx.reference.employment(person);
    let employment = employment.ok_or_else(|| ImprovementRefusal::UnknownOwner(person.clone()))?;
    Ok(employment.department.clone())
}

/// A time that somebody can still keep.
fn ahead(due_at: Timestamp, cx: &Context<'_>) -> Result<(), ImprovementRefusal> {
    if due_at <= cx.now { Err(ImprovementRefusal::DueInThePast) } else { Ok(()) }
}

impl Aggregate for Improvement {
    type Fact = ImprovementFact;
    const COLLECTION: &'static str = "improvements";

    fn evolve(&mut self, entry: &Entry<ImprovementFact>) {
        let (by, at) = (&entry.envelope.actor.id, entry.envelope.recorded_at);
        match &entry.fact {
            ImprovementFact::Opened(fact) => {
                (self.stage, self.opened) = (Stage::Open, Some(fact.clone()));
                self.owner = Some((fact.owner.clone(), fact.department.clone()));
                self.due_at = Some(fact.due_at);
            }
            ImprovementFact::StepDone(fact) => drop(self.steps_done.insert(fact.step)),
            ImprovementFact::OwnerChanged(fact) => {
                let before = self.owner.replace((fact.owner.clone(), fact.department.clone()));
                self.owned_before.extend(before.map(|(owner, _)| owner));
            }
            ImprovementFact::DueDateMoved(fact) => self.due_at = Some(fact.due_at),
            ImprovementFact::BecameOverdue(fact) => self.overdue_since = Some(fact.due_at),
            ImprovementFact::Done(fact) => {
                self.stage = Stage::Done;
                self.done = Some(Done { by: by.clone(), at, effective_from: fact.effective_from });
            }
            ImprovementFact::Verified(fact) => {
                self.verified = Some((by.clone(), at));
                match fact.effect {
                    Effect::Effective => self.stage = Stage::Effective,
                    Effect::NotEffective { due_at } => {
                        (self.stage, self.done, self.due_at) = (Stage::Open, None, Some(due_at));
                        self.steps_done.clear();
                        self.without_effect += 1;
                    }
                }
            }
            ImprovementFact::Cancelled(_) => self.stage = Stage::Cancelled,
        }
    }
}
