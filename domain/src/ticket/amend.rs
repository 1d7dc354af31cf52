//! Which entries may be corrected or retracted, by whom, and what must not be undermined by it.

use std::sync::Arc;

use events_schema::facts::ticket::TicketFact;
use events_schema::{ActorKind, Entry, EventId, FactSet, Timestamp};

use super::entry::{Amendable, cause, entry_spec};
use super::ground::foundation;
use super::{State, Ticket, TicketRefusal};
use crate::command::Inadmissible;
use crate::context::Context;
use crate::duty::{is_another, is_superior};

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
                if is_another(&author.id, cx) && !is_superior(&author.id, cx) =>
            {
                Err(TicketRefusal::NotTheirDecision)
            }
            fact => Ok((entry, entry_spec(fact).amendable)),
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
    pub(super) fn faults(&self, cx: &Context<'_>) -> Vec<(EventId, &'static str, String)> {
        let (mut state, mut faults) = (State::default(), Vec::new());
        for (index, entry) in self.entries.iter().enumerate() {
            let at = entry.envelope.occurred_at;
            let there = Context { at, actor: &entry.envelope.actor, ..*cx };
            let cause = cause(&entry.fact, &state, &self.entries[..index]);
            let reason = match (cause, foundation(&entry.fact, &state, &there)) {
                (Ok(Some((what, since))), _) if at < since => {
                    Some(Inadmissible::BeforeCause { at, what, since }.to_string())
                }
                (Err(refusal), _) => Some(refusal.to_string()),
                (Ok(_), Err(refusal)) => Some(refusal.to_string()),
                (Ok(_), Ok(())) => None,
            };
            faults.extend(reason.map(|reason| (entry.id, entry.fact.kind(), reason)));
            state = state.evolve(entry);
        }
        faults
    }
}
