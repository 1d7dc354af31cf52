use events_schema::Timestamp;
use events_schema::facts::ticket::{FollowUpOutcome, FollowedUp, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::EMERGENCY;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records a look after the running engine (持续跟进): either the next one is due, or it is solved for good. An emergency closes
/// when the last one says so (P3.3.d).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// When somebody looked; now if absent.
    #[serde(default)]
    pub looked_at: Option<Timestamp>,
    /// What was found.
    pub observation: Paragraph,
    /// What follows.
    pub outcome: FollowUpOutcome,
}

impl Decide<Ticket> for FollowUp {
    fn happened_at(&self) -> Option<Timestamp> {
        self.looked_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        ticket.of_class(EMERGENCY)?;
        Ok(vec![FollowedUp { observation: self.observation.clone(), outcome: self.outcome }.into()])
    }
}
