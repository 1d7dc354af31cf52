use events_schema::Timestamp;
use events_schema::facts::ticket::{ProgressReported, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::URGENT;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Reports the progress from on site to the head of after-sales, every 2 h (P3.2.c). Each slot of the grid that starts on site
/// wants a report of its own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportProgress {
    /// When it was reported; now if absent.
    #[serde(default)]
    pub reported_at: Option<Timestamp>,
    /// How far it is.
    pub progress: Paragraph,
}

impl Decide<Ticket> for ReportProgress {
    fn happened_at(&self) -> Option<Timestamp> {
        self.reported_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        ticket.of_class(URGENT)?;
        Ok(vec![ProgressReported { progress: self.progress.clone() }.into()])
    }
}
