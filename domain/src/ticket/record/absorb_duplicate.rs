use events_schema::EventId;
use events_schema::facts::ticket::{DuplicateAbsorbed, TicketFact};
use events_schema::ids::TicketId;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Notes on the ticket that goes on that another one was merged into it. The program sends it when that happened.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsorbDuplicate {
    /// The ticket that was merged.
    pub duplicate: TicketId,
    /// The event there that says so.
    pub merge: EventId,
}

impl Decide<Ticket> for AbsorbDuplicate {
    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.intake()?;
        Ok(vec![DuplicateAbsorbed { duplicate: self.duplicate, merge: self.merge }.into()])
    }
}
