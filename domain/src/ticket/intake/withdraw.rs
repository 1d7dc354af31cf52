use events_schema::facts::ticket::{TicketFact, TicketWithdrawn};
use events_schema::text::Paragraph;
use events_schema::{ActorKind, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{Stage, Ticket, TicketRefusal};

/// Withdraws the report, as the customer or for him (P5.1). Running clocks are cancelled.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// When it was withdrawn; now if absent.
    #[serde(default)]
    pub withdrawn_at: Option<Timestamp>,
    /// Why.
    #[serde(default)]
    pub reason: Option<Paragraph>,
}

impl Decide<Ticket> for Withdraw {
    fn happened_at(&self) -> Option<Timestamp> {
        self.withdrawn_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        match ticket.state().stage {
            Stage::Withdrawn { .. } => return Ok(Vec::new()),
            Stage::Closed { .. } => return Err(TicketRefusal::Closed.into()),
            Stage::Merged { into, .. } => return Err(TicketRefusal::Merged(into).into()),
            Stage::Unreported | Stage::Open | Stage::Solved { .. } | Stage::Satisfied { .. } => {}
        }
        if ticket.state().has_duplicates && cx.actor.kind == ActorKind::Customer {
            return Err(TicketRefusal::OthersReported.into());
        }
        Ok(vec![TicketWithdrawn { reason: self.reason.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{as_lead, closed, customer, event, given, reported, ticket_id, withdrawn};
    use events_schema::facts::ticket::DuplicateAbsorbed;
    use events_schema::{Actor, Channel, PrincipalId, Role};

    #[test]
    fn refusals_in_order_of_precedence() {
        let withdraw = Withdraw { withdrawn_at: None, reason: None };
        given([reported(), closed()]).when(&withdraw).refused(&TicketRefusal::Closed);
        given([reported()]).when(&withdraw).refused(&TicketRefusal::ReasonMissing("P5.1"));
        given([reported(), withdrawn()]).when(&withdraw).nothing();
    }

    #[test]
    fn nobody_takes_back_what_another_customer_reported_too() {
        let absorbed = || DuplicateAbsorbed { duplicate: ticket_id(2), merge: event(0) }.into();
        let withdraw = Withdraw { withdrawn_at: None, reason: Some("客户来电".parse().unwrap()) };
        let himself = Actor::new(PrincipalId::Customer(customer()), Role::Customer, Channel::Http);
        let by_himself = given([reported(), absorbed()]).by(himself);
        by_himself.when(&withdraw).refused(&TicketRefusal::OthersReported);
        assert_eq!(given([reported(), absorbed()]).by(as_lead()).when(&withdraw).facts().len(), 1);
    }
}
