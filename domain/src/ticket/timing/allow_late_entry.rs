use events_schema::facts::ticket::{LateEntryAllowed, TicketFact};
use events_schema::ids::PersonId;
use events_schema::text::Paragraph;
use events_schema::{Duration, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::TimingRefusal;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Allows somebody else to enter what happened longer ago than one may enter alone (open point 8). It holds for a day, and for
/// this ticket.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AllowLateEntry {
    /// Who may enter it.
    pub person: PersonId,
    /// How far back.
    pub back_to: Timestamp,
    /// Why it comes so late.
    pub reason: Paragraph,
}

impl Decide<Ticket> for AllowLateEntry {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.intake()?;
        let works_here = cx.reference.employed_at(&self.person, cx.now).is_some();
        if !works_here {
            return Err(TimingRefusal::UnknownPerson(self.person.clone()).into());
        }
        if cx.actor.person() == Some(&self.person) {
            return Err(TimingRefusal::OwnLateEntry.into());
        }
        let (person, back_to, until) = (self.person.clone(), self.back_to, cx.now + A_DAY);
        Ok(vec![LateEntryAllowed { person, back_to, until, reason: self.reason.clone() }.into()])
    }
}

/// For so long somebody may make use of it.
const A_DAY: Duration = Duration::from_hours(24);
