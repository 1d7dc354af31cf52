use events_schema::facts::ticket::{RoleNotified, TicketFact};
use events_schema::ids::PersonId;
use events_schema::values::ContactMethod;
use events_schema::{Role, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{URGENT, UrgentRefusal, check_role};
use crate::clocks::to_be_notified;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records that somebody who has to know of an urgent issue was told in person; whoever sends this answers for it (P3.2.a,
/// P3.3.a). A message that was only sent is no such thing.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordNotification {
    /// When he was told; now if absent.
    #[serde(default)]
    pub notified_at: Option<Timestamp>,
    /// In which role he has to know.
    pub role: Role,
    /// Who was told: somebody who has the role, or acts for somebody who has.
    pub person: PersonId,
    /// How he was told.
    pub method: ContactMethod,
}

impl Decide<Ticket> for RecordNotification {
    fn happened_at(&self) -> Option<Timestamp> {
        self.notified_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        let class = ticket.of_class(URGENT)?;
        if !to_be_notified(class).contains(&self.role) {
            return Err(UrgentRefusal::NeedNotKnow(self.role).into());
        }
        check_role(&self.person, self.role, cx)?;
        let (role, person, method) = (self.role, self.person.clone(), self.method);
        Ok(vec![RoleNotified { role, person, method }.into()])
    }
}
