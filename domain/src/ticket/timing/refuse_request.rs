use events_schema::EventId;
use events_schema::facts::ticket::{RequestRefused, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Refuses, as another person, what somebody asked for: a waiver, a change of class, no visit, another verdict.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefuseRequest {
    /// What was asked for, by its event.
    pub request: EventId,
    /// Why it is refused.
    pub reason: Paragraph,
}

impl Decide<Ticket> for RefuseRequest {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        ticket.state().requests.any_to_decide(self.request, cx)?;
        Ok(vec![RequestRefused { request: self.request, reason: self.reason.clone() }.into()])
    }
}
