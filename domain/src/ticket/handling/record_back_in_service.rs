use events_schema::Timestamp;
use events_schema::facts::ticket::{EngineBackInService, TicketFact};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records that the engine is back in service (P5.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordBackInService {
    /// When it was; now if absent.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

impl Decide<Ticket> for RecordBackInService {
    fn happened_at(&self) -> Option<Timestamp> {
        self.at
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        Ok(vec![EngineBackInService {}.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{given, reported, withdrawn};
    use crate::ticket::TicketRefusal;

    #[test]
    fn refusals_in_order_of_precedence() {
        let back = RecordBackInService { at: None };
        given([reported(), withdrawn()]).when(&back).refused(&TicketRefusal::Withdrawn);
        given([reported()]).when(&back).refused(&TicketRefusal::NotOutOfService);
    }
}
