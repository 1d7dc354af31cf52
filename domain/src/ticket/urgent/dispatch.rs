use events_schema::Timestamp;
use events_schema::facts::ticket::{Dispatched, StaffDispatched, TicketFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::check_role;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Sends technical experts and service staff to the customer (P3.2.b, P3.3.b).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dispatch {
    /// When they were sent; now if absent.
    #[serde(default)]
    pub dispatched_at: Option<Timestamp>,
    /// Who is sent, and as what.
    pub people: Vec<Dispatched>,
    /// When they are expected there.
    #[serde(default)]
    pub expected_arrival: Option<Timestamp>,
}

impl Decide<Ticket> for Dispatch {
    fn happened_at(&self) -> Option<Timestamp> {
        self.dispatched_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        for sent in &self.people {
            check_role(&sent.person, sent.role, cx)?;
        }
        let policy_version = cx.reference.policy_at(cx.at).version;
        let (people, expected_arrival) = (self.people.clone(), self.expected_arrival);
        Ok(vec![StaffDispatched { people, expected_arrival, policy_version }.into()])
    }
}
