use events_schema::Timestamp;
use events_schema::facts::ticket::{TicketFact, TicketReopened};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Opens a closed ticket again because the issue is back or was not solved after all (P3.1.e): a new episode. A withdrawn one
/// goes on in the same episode.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reopen {
    /// When it was reopened; now if absent.
    #[serde(default)]
    pub reopened_at: Option<Timestamp>,
    /// Why.
    #[serde(default)]
    pub reason: Option<Paragraph>,
}

impl Decide<Ticket> for Reopen {
    fn happened_at(&self) -> Option<Timestamp> {
        self.reopened_at
    }

    fn decide(&self, _: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        Ok(vec![TicketReopened { reason: self.reason.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{closed, given, merged, reported, solved, ticket_id};
    use crate::ticket::TicketRefusal;

    #[test]
    fn refusals_in_order_of_precedence() {
        let reopen = Reopen { reopened_at: None, reason: None };
        given([reported(), solved()]).when(&reopen).refused(&TicketRefusal::NotClosed);
        let elsewhere = TicketRefusal::Merged(ticket_id(0));
        given([reported(), merged()]).when(&reopen).refused(&elsewhere);
        given([reported(), closed()]).when(&reopen).refused(&TicketRefusal::ReasonMissing("P3.1.e"));
    }
}
