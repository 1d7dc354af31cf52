use events_schema::facts::ticket::TicketFact;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records what the clocks of a ticket have come to: thresholds and deadlines that have passed and are not recorded yet.
/// The watch sends it; asking early or twice does no harm.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordClocks {}

impl Decide<Ticket> for RecordClocks {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        Ok(ticket.marks().notices(cx.now, cx.reference)?)
    }
}
