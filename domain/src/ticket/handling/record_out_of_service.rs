use events_schema::Timestamp;
use events_schema::facts::ticket::{EngineOutOfService, TicketFact};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records that the engine went out of service (P5.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordOutOfService {
    /// When it did; now if absent.
    #[serde(default)]
    pub since: Option<Timestamp>,
}

impl Decide<Ticket> for RecordOutOfService {
    fn happened_at(&self) -> Option<Timestamp> {
        self.since
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        match ticket.state().out_of_service_since {
            None => Ok(vec![EngineOutOfService {}.into()]),
            Some(_) => Ok(Vec::new()),
        }
    }
}
