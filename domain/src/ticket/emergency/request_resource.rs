use events_schema::Timestamp;
use events_schema::facts::ticket::{ResourceRequested, ResourceSource, TicketFact};
use events_schema::text::Line;
use schemars::JsonSchema;
use serde::Deserialize;

use super::URGENT;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Asks production, a supplier or others for parts, tools or people (P3.3.c).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestResource {
    /// When it was asked for; now if absent.
    #[serde(default)]
    pub requested_at: Option<Timestamp>,
    /// From whom.
    pub source: ResourceSource,
    /// Which supplier or other source, where one is named.
    #[serde(default)]
    #[schemars(example = &"Supplier A")]
    pub supplier: Option<Line>,
    /// What is needed.
    #[schemars(example = &"high-pressure pump")]
    pub what: Line,
    /// How many.
    #[schemars(example = 1)]
    pub quantity: u32,
    /// Until when.
    #[serde(default)]
    pub needed_by: Option<Timestamp>,
}

impl Decide<Ticket> for RequestResource {
    fn happened_at(&self) -> Option<Timestamp> {
        self.requested_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        ticket.of_class(URGENT)?;
        let requested = ResourceRequested {
            source: self.source,
            supplier: self.supplier.clone(),
            what: self.what.clone(),
            quantity: self.quantity,
            needed_by: self.needed_by,
        };
        Ok(vec![requested.into()])
    }
}
