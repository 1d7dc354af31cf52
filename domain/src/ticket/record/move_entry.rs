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
