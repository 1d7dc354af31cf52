use events_schema::facts::ticket::{EntryMovedIn, Replacement, TicketFact};
use events_schema::ids::TicketId;
use events_schema::{Actor, EventId, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Takes in an entry that was moved here from the ticket on which it had been recorded. The program sends it when that happened.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiveEntry {
    /// The ticket on which it was recorded.
    pub from: TicketId,
    /// The event there.
    pub moved: EventId,
    /// What it says.
    pub fact: Replacement,
    /// When it happened.
    pub happened_at: Timestamp,
    /// Who had recorded it.
    pub author: Actor,
}

impl Decide<Ticket> for ReceiveEntry {
    fn happened_at(&self) -> Option<Timestamp> {
        Some(self.happened_at)
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.intake()?;
        let (from, moved, fact, author) = (self.from, self.moved, self.fact.clone(), self.author.clone());
        Ok(vec![EntryMovedIn { from, moved, fact, author }.into()])
    }
}
