use events_schema::Timestamp;
use events_schema::facts::ticket::{DangerContained, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::URGENT;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records how the danger was contained on site; nobody has to approve it (P3.3.b).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContainDanger {
    /// When it was done; now if absent.
    #[serde(default)]
    pub contained_at: Option<Timestamp>,
    /// What was done.
    pub measure: Paragraph,
}

impl Decide<Ticket> for ContainDanger {
    fn happened_at(&self) -> Option<Timestamp> {
        self.contained_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        ticket.of_class(URGENT)?;
        Ok(vec![DangerContained { measure: self.measure.clone() }.into()])
    }
}
