use events_schema::Timestamp;
use events_schema::facts::sla_policy::HoldReason;
use events_schema::facts::ticket::{HoldPlaced, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::TimingRefusal;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records that the issue has to wait (open point 3). By default only a customer who asks for later makes clocks stand still: the
/// first contact, and the slots of the progress grid that lie wholly in the hold. All others run on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceHold {
    /// Since when; now if absent.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// For what.
    pub reason: HoldReason,
    /// More about it.
    #[serde(default)]
    pub explanation: Option<Paragraph>,
    /// Until when, as far as anybody can tell.
    #[serde(default)]
    pub expected_until: Option<Timestamp>,
}

impl Decide<Ticket> for PlaceHold {
    fn happened_at(&self) -> Option<Timestamp> {
        self.since
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled()?;
        if let Some(hold) = ticket.state().holds.iter().find(|hold| hold.reason == self.reason) {
            return Err(TimingRefusal::AlreadyHeld(hold.id).into());
        }
        if self.reason == HoldReason::Other && self.explanation.is_none() {
            return Err(TimingRefusal::ExplanationMissing.into());
        }
        let (reason, explanation, expected_until) = (self.reason, self.explanation.clone(), self.expected_until);
        Ok(vec![HoldPlaced { reason, explanation, expected_until }.into()])
    }
}
