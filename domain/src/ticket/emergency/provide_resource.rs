use events_schema::facts::ticket::{ResourceProvided, TicketFact};
use events_schema::text::Paragraph;
use events_schema::{EventId, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::EmergencyRefusal;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records that what was asked for is there (P3.3.c).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProvideResource {
    /// When it was there; now if absent.
    #[serde(default)]
    pub provided_at: Option<Timestamp>,
    /// The request, by its event.
    pub request: EventId,
    /// What came, where it differs from what was asked for.
    #[serde(default)]
    pub remark: Option<Paragraph>,
}

impl Decide<Ticket> for ProvideResource {
    fn happened_at(&self) -> Option<Timestamp> {
        self.provided_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        let known = ticket.entry(self.request).map(|entry| &entry.fact);
        if !matches!(known, Some(TicketFact::ResourceRequested(_))) {
            return Err(EmergencyRefusal::NotAResource(self.request).into());
        }
        if !ticket.state().emergency.awaited.contains(&self.request) {
            return Ok(Vec::new());
        }
        Ok(vec![ResourceProvided { request: self.request, remark: self.remark.clone() }.into()])
    }
}
