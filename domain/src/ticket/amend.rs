//! Which entries may be corrected or retracted, by whom, and what must not be undermined by it.

use std::sync::Arc;

use events_schema::facts::ticket::TicketFact;
use events_schema::{ActorKind, Entry, EventId, FactSet, Timestamp};

use super::approve_solution::is_superior;
use super::entry::{cause, foundation};
use super::{State, Ticket, TicketRefusal};
use crate::command::Inadmissible;
use crate::context::Context;

/// What may be done to an entry afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amendable {
    /// The fields that stay as they are, because there is a command for their change.
    pub(super) fixed: &'static [&'static str],
    /// Whether it may be taken out.
    pub(super) retractable: bool,
}

/// What may be done to this entry; `None`: nothing.
fn amendable(fact: &TicketFact) -> Option<Amendable> {
    let correct = |fixed| Some(Amendable { fixed, retractable: false });
    let correct_or_retract = |fixed| Some(Amendable { fixed, retractable: true });
    match fact {
        TicketFact::Reported(_) => correct(&["customer", "channel", "policy_version"]),
        TicketFact::Classified(_) => correct(&["class", "policy_version"]),
        TicketFact::Assigned(_) => correct(&["group", "group_revision", "policy_version"]),
        TicketFact::Reassigned(_) => correct(&["from", "to", "group_revision"]),
        TicketFact::TakenOver(_) => correct_or_retract(&["person"]),
        TicketFact::SolutionApproved(_) | TicketFact::SolutionReturned(_) | TicketFact::SolutionStarted(_) => {
            correct(&["solution"])
        }
        TicketFact::SolutionFinished(_) => correct_or_retract(&["solution"]),
        TicketFact::Closed(_) | TicketFact::ClosedUnconfirmed(_) | TicketFact::Reopened(_) => correct(&[]),
        TicketFact::IntakeCompleted(_)
        | TicketFact::EngineIdentified(_)
        | TicketFact::DiagnosisConcluded(_)
        | TicketFact::EngineOutOfService(_)
        | TicketFact::EngineBackInService(_)
        | TicketFact::CustomerReached(_)
        | TicketFact::ContactAttempted(_)
        | TicketFact::NoteAdded(_)
        | TicketFact::MessageExchanged(_)
        | TicketFact::DiagnosisStepRecorded(_)
        | TicketFact::CostRecorded(_)
        | TicketFact::ProgressTold(_)
        | TicketFact::SatisfactionConfirmed(_)
        | TicketFact::SatisfactionRefused(_)
        | TicketFact::Withdrawn(_) => correct_or_retract(&[]),
        // What was approved must stay what was approved: a wrong proposal is replaced by another one.
        TicketFact::SolutionProposed(_)
        | TicketFact::EntryCorrected(_)
        | TicketFact::EntryRetracted(_)
        | TicketFact::ClockWarned(_)
        | TicketFact::ClockBreached(_) => None,
    }
}

impl Ticket {
    /// The entry and what this actor may do to it. What a customer said himself stands; an approval is changed by whoever
    /// gave it, or by a superior of his.
    pub(super) fn amendable(
        &self,
        event: EventId,
        cx: &Context<'_>,
    ) -> Result<(&Entry<TicketFact>, Option<Amendable>), TicketRefusal> {
        let entry = self.entry(event).ok_or(TicketRefusal::UnknownEntry(event))?;
        let author = &entry.envelope.actor;
        match &entry.fact {
            TicketFact::SatisfactionConfirmed(_)
            | TicketFact::SatisfactionRefused(_)
            | TicketFact::MessageExchanged(_)
                if author.kind == ActorKind::Customer =>
            {
                Err(TicketRefusal::CustomersWord)
            }
            TicketFact::SolutionApproved(_) | TicketFact::SolutionReturned(_)
                if author.id != cx.actor.id && !is_superior(&author.id, cx) =>
            {
                Err(TicketRefusal::NotTheirDecision)
            }
            fact => Ok((entry, amendable(fact))),
        }
    }

    /// The ticket with an entry as corrected.
    pub(super) fn with(&self, event: EventId, fact: &TicketFact, at: Option<Timestamp>) -> Self {
        let mut amended = self.clone();
        amended.replace(event, fact, at);
        amended
    }

    /// The ticket without an entry.
    pub(super) fn without(&self, event: EventId) -> Self {
        let mut amended = self.clone();
        amended.remove(event);
        amended
    }

    pub(super) fn replace(&mut self, event: EventId, fact: &TicketFact, at: Option<Timestamp>) {
        let Some(wrong) = self.entries.iter_mut().find(|entry| entry.id == event) else { return };
        let right = Arc::make_mut(wrong);
        right.fact = fact.clone();
        right.envelope.occurred_at = at.unwrap_or(right.envelope.occurred_at);
        self.refold();
    }

    pub(super) fn remove(&mut self, event: EventId) {
        self.entries.retain(|entry| entry.id != event);
        self.refold();
    }

    fn refold(&mut self) {
        self.state = self.entries.iter().fold(State::default(), |state, entry| state.evolve(entry));
    }

    /// Refuses an amendment of an entry that could not stand as it would be, or that takes away the ground from under
    /// another one.
    pub(super) fn check_foundations(&self, of: EventId, amended: &Self, cx: &Context<'_>) -> Result<(), TicketRefusal> {
        let before = self.faults(cx);
        match amended.faults(cx).into_iter().find(|fault| !before.contains(fault)) {
            None => Ok(()),
            Some((event, _, reason)) if event == of => Err(TicketRefusal::ReplacementInvalid(reason)),
            Some((event, kind, reason)) => Err(TicketRefusal::Undermines { event, kind, reason }),
        }
    }

    /// The entries that could not stand where they are, and why. Imported history may have some from the beginning.
    fn faults(&self, cx: &Context<'_>) -> Vec<(EventId, &'static str, String)> {
        let (mut state, mut faults) = (State::default(), Vec::new());
        for entry in &self.entries {
            let at = entry.envelope.occurred_at;
            let early = cause(&entry.fact, &state).filter(|(_, since)| at < *since);
            let reason = match (early, foundation(&entry.fact, &state, cx)) {
                (Some((what, since)), _) => Some(Inadmissible::BeforeCause { at, what, since }.to_string()),
                (None, Err(refusal)) => Some(refusal.to_string()),
                (None, Ok(())) => None,
            };
            faults.extend(reason.map(|reason| (entry.id, entry.fact.kind(), reason)));
            state = state.evolve(entry);
        }
        faults
    }
}
