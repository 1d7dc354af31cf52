use events_schema::Timestamp;
use events_schema::facts::ticket::{TicketFact, TicketWithdrawn};
use events_schema::text::Paragraph;
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

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        match ticket.state().stage {
            Stage::Withdrawn { .. } => return Ok(Vec::new()),
            Stage::Closed { .. } => return Err(TicketRefusal::Closed.into()),
            Stage::Merged { into, .. } => return Err(TicketRefusal::Merged(into).into()),
            Stage::Unreported | Stage::Open | Stage::Solved { .. } | Stage::Satisfied { .. } => {}
        }
        Ok(vec![TicketWithdrawn { reason: self.reason.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{closed, given, reported, withdrawn};

    #[test]
    fn refusals_in_order_of_precedence() {
        let withdraw = Withdraw { withdrawn_at: None, reason: None };
        given([reported(), closed()]).when(&withdraw).refused(&TicketRefusal::Closed);
        given([reported()]).when(&withdraw).refused(&TicketRefusal::ReasonMissing("P5.1"));
        given([reported(), withdrawn()]).when(&withdraw).nothing();
    }
}
