use events_schema::EventId;
use events_schema::facts::ticket::{TicketFact, WaiverGranted};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{RequestKind, RequestRefusal, Ticket};

/// Waives the deadline of the arrival, as the head of after-sales or a deputy, never as the one who asked (open point 2). Granted
/// after the deadline it is marked late.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantWaiver {
    /// The request, by its event.
    pub request: EventId,
    /// What one adds.
    #[serde(default)]
    pub remark: Option<Paragraph>,
}

impl Decide<Ticket> for GrantWaiver {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        ticket.state().requests.to_decide(self.request, RequestKind::Waiver, cx)?;
        let Some(TicketFact::WaiverRequested(asked)) = ticket.entry(self.request).map(|entry| &entry.fact) else {
            return Err(RequestRefusal::NoSuchRequest(self.request).into());
        };
        let (clock, episode, number) = (asked.clock, asked.episode, asked.number);
        Ok(vec![WaiverGranted { request: self.request, clock, episode, number, remark: self.remark.clone() }.into()])
    }
}
