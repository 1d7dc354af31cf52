use events_schema::facts::ticket::{EntryMovedOut, Replacement, TicketFact};
use events_schema::ids::TicketId;
use events_schema::text::Paragraph;
use events_schema::{EventId, FactSet};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{RecordRefusal, known};
use crate::command::{Aggregate, Decide};
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::entry::entry_spec;
use crate::ticket::{Ticket, TicketRefusal};

/// Moves an entry that was recorded on the wrong ticket to the right one (P5.1): it counts there as what it says, from when it
/// happened, and here no longer. Both histories show it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveEntry {
    /// The entry, by its event.
    pub event: EventId,
    /// The ticket that it belongs to.
    pub to: TicketId,
    /// How it got here.
    pub reason: Paragraph,
}

impl Decide<Ticket> for MoveEntry {
    fn other_ticket(&self) -> Option<TicketId> {
        Some(self.to)
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        let (entry, _) = ticket.amendable(self.event, cx)?;
        if !entry_spec(&entry.fact).is_movable {
            return Err(TicketRefusal::EntryStands(entry.fact.kind(), "moved").into());
        }
        let other = known(cx.other, self.to)?;
        if other.id.stream() == *cx.stream {
            return Err(RecordRefusal::ItselfAgain.into());
        }
        let (at, author) = (entry.envelope.occurred_at, &entry.envelope.actor);
        other.is.not_withdrawn()?;
        let there = Context { at, actor: author, ..*cx };
        other.is.admits(&entry.fact, &there).map_err(|refusal| RecordRefusal::DoesNotFitThere(refusal.to_string()))?;
        ticket.check_foundations(self.event, &ticket.without(self.event), cx)?;
        let moved = EntryMovedOut {
            moved: self.event,
            to: other.id,
            fact: Replacement(Box::new(entry.fact.clone())),
            happened_at: at,
            author: author.clone(),
            reason: self.reason.clone(),
        };
        Ok(vec![moved.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{assigned, at, classified, entries, event, given, reached, reported, ticket_id, withdrawn};
    use events_schema::Entry;
    use events_schema::facts::sla_policy::ClockKind;
    use events_schema::facts::ticket::{EngineBackInService, EngineOutOfService, ReassessmentOpened};
    use events_schema::values::Verdict;

    fn to(index: usize, number: u128) -> MoveEntry {
        MoveEntry { event: event(index), to: ticket_id(number), reason: "记错工单".parse().unwrap() }
    }

    fn history() -> Vec<TicketFact> {
        vec![reported(), classified(), assigned(), reached()]
    }

    fn other(more: &[TicketFact]) -> Vec<Entry<TicketFact>> {
        entries([reported()].into_iter().chain(more.iter().cloned()))
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        given(history()).when(&to(9, 9)).refused(&TicketRefusal::UnknownEntry(event(9)));
        given(history()).when(&to(1, 9)).refused(&TicketRefusal::EntryStands("ticket.classified", "moved"));
        given(history()).when(&to(3, 9)).refused(&RecordRefusal::UnknownTicket(ticket_id(9)));
        given(history()).beside(1, &other(&[])).when(&to(3, 1)).refused(&RecordRefusal::ItselfAgain);
        let gone = given(history()).beside(2, &other(&[withdrawn()]));
        gone.when(&to(3, 2)).refused(&TicketRefusal::Withdrawn);
        let unassigned = RecordRefusal::DoesNotFitThere(TicketRefusal::NotAssigned.to_string());
        given(history()).beside(2, &other(&[classified()])).when(&to(3, 2)).refused(&unassigned);
        let mut later = other(&[classified(), assigned()]);
        later[2].envelope.occurred_at = at(4);
        let before = Inadmissible::BeforeCause { at: at(3), what: "the assignment", since: at(4) };
        given(history()).beside(2, &later).when(&to(3, 2)).refused(&RecordRefusal::DoesNotFitThere(before.to_string()));
        let back = [reported(), EngineOutOfService {}.into(), EngineBackInService {}.into()];
        let rests_on_it = given(back).beside(2, &other(&[]));
        rests_on_it.when(&to(1, 2)).refused(&TicketRefusal::Undermines {
            event: event(2),
            kind: "ticket.engine_back_in_service",
            reason: TicketRefusal::NotOutOfService.to_string(),
        });
    }

    #[test]
    fn it_is_moved_with_its_time_and_its_author() {
        let facts = given(history()).beside(2, &other(&[classified(), assigned()])).when(&to(3, 2)).facts();
        let [TicketFact::EntryMovedOut(moved)] = &facts[..] else { panic!("{facts:?}") };
        assert_eq!((moved.happened_at, &*moved.fact.0), (at(3), &reached()));
        assert_eq!(moved.author, crate::scenario::actor(events_schema::Role::HotlineAgent));
    }

    /// Neither ticket's verdict changes by it without another person (`policy.md`, open point 8).
    #[test]
    fn what_is_moved_after_a_deadline_speaks_against_the_verdict_here() {
        let there = other(&[classified(), assigned()]);
        let facts = given(history()).beside(2, &there).at_minute(200).when(&to(3, 2)).facts();
        let (stands, claimed) = (Verdict::Met, Verdict::Breached);
        let (clock, evidence) = (ClockKind::FirstContact, crate::scenario::new_event());
        let evidence_by = crate::scenario::actor(events_schema::Role::SupportEngineer).id;
        let opened = ReassessmentOpened { clock, episode: 1, number: 1, stands, claimed, evidence, evidence_by };
        assert_eq!(facts[1..], [opened.into()]);
    }
}
