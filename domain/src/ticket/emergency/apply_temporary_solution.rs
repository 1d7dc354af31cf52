use events_schema::Timestamp;
use events_schema::facts::ticket::{TemporarySolutionApplied, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::URGENT;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records a temporary solution (临时解决方案) with which the engine runs safely; nobody has to approve it. It is not "solved"
/// (P3.3.b).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyTemporarySolution {
    /// When it was done; now if absent.
    #[serde(default)]
    pub applied_at: Option<Timestamp>,
    /// What was done.
    pub description: Paragraph,
    /// Within which limits the engine may run until it is solved.
    #[serde(default)]
    pub limits: Option<Paragraph>,
}

impl Decide<Ticket> for ApplyTemporarySolution {
    fn happened_at(&self) -> Option<Timestamp> {
        self.applied_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        ticket.of_class(URGENT)?;
        let (description, limits) = (self.description.clone(), self.limits.clone());
        Ok(vec![TemporarySolutionApplied { description, limits }.into()])
    }
}
