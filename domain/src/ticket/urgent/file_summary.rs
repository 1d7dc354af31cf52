use events_schema::Timestamp;
use events_schema::facts::ticket::{SummaryFiled, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::URGENT;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Files the summary report of an important issue, led by a technical expert (P3.2.d).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileSummary {
    /// When it was filed; now if absent.
    #[serde(default)]
    pub filed_at: Option<Timestamp>,
    /// The root cause (根本原因).
    pub root_cause: Paragraph,
    /// What is to keep it from happening again (预防措施).
    pub preventive_measures: Vec<Paragraph>,
}

impl Decide<Ticket> for FileSummary {
    fn happened_at(&self) -> Option<Timestamp> {
        self.filed_at
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        ticket.of_class(URGENT)?;
        let (root_cause, preventive_measures) = (self.root_cause.clone(), self.preventive_measures.clone());
        Ok(vec![SummaryFiled { root_cause, preventive_measures }.into()])
    }
}
