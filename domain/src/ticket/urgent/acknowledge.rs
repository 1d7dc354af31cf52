use events_schema::Timestamp;
use events_schema::facts::ticket::{NotificationAcknowledged, TicketFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{URGENT, UrgentRefusal};
use crate::clocks::to_be_notified;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Says, as somebody who has to know of an urgent issue, that one does (P3.2.a, P3.3.a). The notification clock stops when
/// everybody has.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acknowledge {
    /// When one knew; now if absent.
    #[serde(default)]
    pub acknowledged_at: Option<Timestamp>,
}

impl Decide<Ticket> for Acknowledge {
    fn happened_at(&self) -> Option<Timestamp> {
        self.acknowledged_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        let class = ticket.of_class(URGENT)?;
        let role = cx.actor.role;
        if !to_be_notified(class).contains(&role) {
            return Err(UrgentRefusal::NeedNotKnow(role).into());
        }
        if ticket.state().acknowledged.iter().any(|(as_what, who)| *as_what == role && *who == cx.actor.id) {
            return Ok(Vec::new());
        }
        Ok(vec![NotificationAcknowledged { role }.into()])
    }
}
