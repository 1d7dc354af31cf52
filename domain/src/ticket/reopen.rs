use events_schema::Timestamp;
use events_schema::facts::ticket::{TicketFact, TicketReopened};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Stage, Ticket, TicketRefusal};
use crate::command::Decide;
use crate::context::{Context, Gate};
use crate::refusal::Refused;

/// Opens a closed ticket again because the issue is back or was not solved after all (P3.1.e): a new episode.
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

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        match ticket.state().stage {
            Stage::Closed { .. } | Stage::Withdrawn { .. } => {}
            Stage::Solved { .. } | Stage::Satisfied { .. } => cx.shut(Gate::Closed, TicketRefusal::NotClosed)?,
            Stage::Unreported | Stage::Open => return Err(TicketRefusal::NotClosed.into()),
        }
        Ok(vec![TicketReopened { reason: self.reason.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{closed, given, reported, solved};

    #[test]
    fn refusals_in_order_of_precedence() {
        let reopen = Reopen { reopened_at: None, reason: None };
        given([reported(), solved()]).when(&reopen).refused(&TicketRefusal::NotClosed);
        given([reported(), closed()]).when(&reopen).refused(&TicketRefusal::ReasonMissing("P3.1.e"));
    }
}
