//! Corrective actions of suppliers (纠正措施) in the gates of an 8D report: what is contained, the cause, what is chosen,
//! carried out, and prevented elsewhere; verified by quality control (P7.2).

mod accept_gate;
mod answer_gate;
mod cancel;
mod commands;
mod move_gate;
mod note_overdue;
mod refusal;
mod request;
mod return_gate;
mod round;
#[cfg(test)]
mod tests;
mod verify;

pub use accept_gate::AcceptGate;
pub use answer_gate::AnswerGate;
pub use cancel::CancelAction;
pub use commands::COMMANDS;
pub use move_gate::MoveGate;
pub use note_overdue::NoteGateOverdue;
pub use refusal::ActionRefusal;
pub use request::RequestAction;
pub use return_gate::ReturnGate;
pub use round::{Round, RoundOutcome};
pub use verify::VerifyAction;

use std::collections::BTreeMap;

use events_schema::facts::corrective_action::{
    ActionEffect, ActionLevel, ActionLevelRaised, CorrectiveActionFact, EightD, GateDue,
};
use events_schema::ids::{SupplierId, SupplierNoticeId};
use events_schema::{Actor, Entry, EventId, PrincipalId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::{Aggregate, INSTANT};
use crate::context::Context;
use crate::duty::is_another;
use crate::queries::{QuerySpec, SHOW_SUPPLIER_NOTICES};
use crate::refusal::Refused;

/// A corrective action as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectiveAction {
    /// How far it is.
    pub stage: Stage,
    /// Who owes it, and the notices that it comes from.
    pub owed: Option<(SupplierId, Vec<SupplierNoticeId>)>,
    /// How grave it is.
    pub level: Option<ActionLevel>,
    /// Its gates.
    pub gates: BTreeMap<EightD, Gate>,
    /// What it came to at each of its dates, the oldest first; the last one may still run.
    pub rounds: Vec<Round>,
    /// The event that says last how it stands: the request, a verification, or that it is not asked for any more.
    pub said_by: Option<EventId>,
    /// How many answers were returned.
    pub returned: u32,
    /// How often it was found to have no effect.
    pub without_effect: u32,
    /// When it was verified last.
    pub verified_at: Option<Timestamp>,
    /// From when on what was carried out works, by the last answer that was accepted.
    pub effective_from: Option<Timestamp>,
}

/// How far an action is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is no such action.
    #[default]
    Unrequested,
    /// Gates are to be answered.
    Open,
    /// All are accepted; quality control is to verify the effect.
    Accepted,
    /// It has its effect.
    Effective,
    /// It is not asked for any more.
    Cancelled,
}

/// A gate as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Until when it is to be answered.
    pub due_at: Timestamp,
    /// What was answered last.
    pub answer: Option<Answer>,
    /// The due time at which it was found overdue last.
    pub overdue_since: Option<Timestamp>,
}

/// An answer to a gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The event.
    pub event: EventId,
    /// When it was given.
    pub at: Timestamp,
    /// Who recorded it.
    pub by: PrincipalId,
    /// From when on what was carried out works, as it says; of D6.
    pub effective_from: Option<Timestamp>,
    /// What became of it.
    pub review: Review,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Review {
    /// It is being looked at.
    Open,
    /// It will do.
    Accepted,
    /// It will not.
    Returned,
}

impl Gate {
    fn due(due_at: Timestamp) -> Self {
        Self { due_at, answer: None, overdue_since: None }
    }

    /// Whether the supplier is to answer it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.answer.as_ref().is_none_or(|answer| answer.review == Review::Returned)
    }

    /// When it is found overdue, if nobody answers before.
    fn overdue_at(&self) -> Option<Timestamp> {
        let waits = self.is_open() && self.overdue_since != Some(self.due_at);
        waits.then(|| self.due_at + INSTANT)
    }
}

impl CorrectiveAction {
    /// When something becomes so by the passing of time alone: a gate is overdue.
    #[must_use]
    pub fn overdue_at(&self) -> Option<Timestamp> {
        let gates = self.gates.values().filter(|_| self.stage == Stage::Open);
        gates.filter_map(Gate::overdue_at).min()
    }

    /// When the last gate is due.
    #[must_use]
    pub fn due_at(&self) -> Option<Timestamp> {
        self.gates.values().map(|gate| gate.due_at).max()
    }

    fn in_progress(&self) -> Result<(), ActionRefusal> {
        match self.stage {
            Stage::Open | Stage::Accepted => Ok(()),
            stage @ (Stage::Unrequested | Stage::Effective | Stage::Cancelled) => {
                Err(ActionRefusal::NotInProgress(stage))
            }
        }
    }

    fn gate(&self, gate: EightD) -> Result<&Gate, ActionRefusal> {
        self.in_progress()?;
        self.gates.get(&gate).ok_or(ActionRefusal::NoSuchGate(gate))
    }

    /// The answer that waits for a review, by another person than recorded it.
    fn under_review(&self, gate: EightD, cx: &Context<'_>) -> Result<&Answer, ActionRefusal> {
        let answer = self.gate(gate)?.answer.as_ref().filter(|answer| answer.review == Review::Open);
        let answer = answer.ok_or(ActionRefusal::NothingToReview(gate))?;
        if is_another(&answer.by, cx) { Ok(answer) } else { Err(ActionRefusal::Own) }
    }

    fn reviewed(&mut self, gate: EightD, review: Review) {
        if let Some(answer) = self.gates.get_mut(&gate).and_then(|gate| gate.answer.as_mut()) {
            answer.review = review;
            // Nobody has agreed to what an answer says before it is accepted.
            if review == Review::Accepted {
                self.effective_from = answer.effective_from.or(self.effective_from);
            }
        }
        let is_accepted = |gate: &Gate| gate.answer.as_ref().is_some_and(|answer| answer.review == Review::Accepted);
        self.stage = if self.gates.values().all(is_accepted) { Stage::Accepted } else { Stage::Open };
    }

    fn verified(&mut self, effect: &ActionEffect, event: EventId) {
        self.said_by = Some(event);
        match effect {
            ActionEffect::Effective => {
                self.stage = Stage::Effective;
                self.end_round(RoundOutcome::Effective, event);
            }
            ActionEffect::NotEffective { gates } => {
                self.stage = Stage::Open;
                self.without_effect += 1;
                self.end_round(RoundOutcome::WithoutEffect, event);
                self.gates.extend(gates.iter().map(|due| (due.gate, Gate::due(due.due_at))));
                self.begin_round(event);
            }
        }
    }
}

/// Gates at times that somebody can still keep, each once.
fn check_gates(gates: &[GateDue], cx: &Context<'_>) -> Result<(), ActionRefusal> {
    if gates.is_empty() {
        return Err(ActionRefusal::NoGates);
    }
    for (index, due) in gates.iter().enumerate() {
        if gates.iter().skip(index + 1).any(|other| other.gate == due.gate) {
            return Err(ActionRefusal::GateTwice(due.gate));
        }
        if due.due_at <= cx.now {
            return Err(ActionRefusal::DueInThePast);
        }
    }
    Ok(())
}

impl Aggregate for CorrectiveAction {
    type Fact = CorrectiveActionFact;
    const COLLECTION: &'static str = "corrective-actions";
    const HISTORY: &'static QuerySpec = &SHOW_SUPPLIER_NOTICES;

    fn evolve(&mut self, entry: &Entry<CorrectiveActionFact>) {
        match &entry.fact {
            CorrectiveActionFact::Requested(fact) => {
                (self.stage, self.level) = (Stage::Open, Some(fact.level));
                self.said_by = Some(entry.id);
                self.owed = Some((fact.supplier.clone(), fact.notices.clone()));
                self.gates = fact.gates.iter().map(|due| (due.gate, Gate::due(due.due_at))).collect();
                self.begin_round(entry.id);
            }
            CorrectiveActionFact::GateAnswered(fact) => {
                self.note_missed(entry.envelope.occurred_at, entry.id);
                if let Some(gate) = self.gates.get_mut(&fact.gate) {
                    gate.answer = Some(Answer {
                        event: entry.id,
                        at: entry.envelope.occurred_at,
                        by: entry.envelope.actor.id.clone(),
                        effective_from: fact.effective_from,
                        review: Review::Open,
                    });
                }
            }
            CorrectiveActionFact::GateAccepted(fact) => self.reviewed(fact.gate, Review::Accepted),
            CorrectiveActionFact::GateReturned(fact) => {
                self.returned += 1;
                self.reviewed(fact.gate, Review::Returned);
            }
            CorrectiveActionFact::LevelRaised(fact) => self.level = Some(fact.level),
            CorrectiveActionFact::GateMoved(fact) => {
                self.note_missed(entry.envelope.recorded_at, entry.id);
                if let Some(gate) = self.gates.get_mut(&fact.gate) {
                    gate.due_at = fact.due_at;
                }
                self.moved(entry.id);
            }
            CorrectiveActionFact::GateBecameOverdue(fact) => {
                self.note_missed(entry.envelope.recorded_at, entry.id);
                if let Some(gate) = self.gates.get_mut(&fact.gate) {
                    gate.overdue_since = Some(fact.due_at);
                }
            }
            CorrectiveActionFact::Verified(fact) => {
                self.verified_at = Some(entry.envelope.recorded_at);
                self.verified(&fact.effect, entry.id);
            }
            CorrectiveActionFact::Cancelled(_) => (self.stage, self.said_by) = (Stage::Cancelled, Some(entry.id)),
        }
    }

    /// Answers that are returned again and again make an action graver (P7.2), by the scheme in force.
    fn consequences(
        &self,
        facts: &[CorrectiveActionFact],
        cx: &Context<'_>,
    ) -> Result<Vec<CorrectiveActionFact>, Refused> {
        let is_returned = facts.iter().any(|fact| matches!(fact, CorrectiveActionFact::GateReturned(_)));
        let returned = self.returned + 1;
        let graver = match self.level {
            Some(ActionLevel::Minor) => Some(ActionLevel::Major),
            Some(ActionLevel::Major) => Some(ActionLevel::Critical),
            Some(ActionLevel::Critical) | None => None,
        };
        let raised =
            graver.filter(|_| is_returned && returned.is_multiple_of(cx.reference.supplier_scheme().raised_after));
        Ok(raised.map(|level| ActionLevelRaised { level, returned }.into()).into_iter().collect())
    }

    fn belongs_to(&self, actor: &Actor) -> bool {
        self.owed.as_ref().is_some_and(|(supplier, _)| actor.supplier() == Some(supplier))
    }
}
