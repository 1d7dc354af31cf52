use events_schema::EventId;
use events_schema::facts::ticket::{NoVisitApproved, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{RequestKind, Ticket};

/// Agrees, as another person, that an important issue needs no visit (P3.2.b). The arrival clock is cancelled, unless it is
/// judged.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveNoVisit {
    /// The proposal, by its event.
    pub request: EventId,
    /// What one adds.
    #[serde(default)]
    pub remark: Option<Paragraph>,
}

impl Decide<Ticket> for ApproveNoVisit {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        ticket.state().requests.to_decide(self.request, RequestKind::NoVisit, cx)?;
        Ok(vec![NoVisitApproved { request: self.request, remark: self.remark.clone() }.into()])
    }
}
