use events_schema::EventId;
use events_schema::facts::ticket::{ClassChangeApproved, TicketFact};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{RequestKind, RequestRefusal, Ticket};

/// Agrees, as another person, that the situation changed (open point 6).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveClassChange {
    /// The proposal, by its event.
    pub request: EventId,
}

impl Decide<Ticket> for ApproveClassChange {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled()?;
        let proposal = ticket.state().requests.to_decide(self.request, RequestKind::ClassChange, cx)?;
        let Some(TicketFact::ClassChangeProposed(proposed)) = ticket.entry(self.request).map(|entry| &entry.fact)
        else {
            return Err(RequestRefusal::NoSuchRequest(self.request).into());
        };
        let approved = ClassChangeApproved {
            request: self.request,
            class: proposed.class,
            grounds: proposed.grounds,
            issue_type: proposed.issue_type.clone(),
            changed_at: proposal.at,
            policy_version: cx.reference.policy_at(proposal.at).version,
        };
        Ok(vec![approved.into()])
    }
}
