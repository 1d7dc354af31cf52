use events_schema::facts::ticket::{StaffArrived, TicketFact};
use events_schema::ids::PersonId;
use events_schema::{Role, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{UrgentRefusal, check_role};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{Ticket, TicketRefusal};

/// Records that somebody arrived at the customer (P3.2.b, P3.3.b); each arrival is its own. Of an important issue those on site
/// are the first technical expert and the first service engineer, of an emergency the team leader and an expert.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordArrival {
    /// When he arrived; now if absent.
    #[serde(default)]
    pub arrived_at: Option<Timestamp>,
    /// Who arrived; the one who sends the command if absent.
    #[serde(default)]
    pub person: Option<PersonId>,
    /// As what he came; as what he was sent if absent, or else as what he sends the command.
    #[serde(default)]
    pub role: Option<Role>,
}

impl Decide<Ticket> for RecordArrival {
    fn happened_at(&self) -> Option<Timestamp> {
        self.arrived_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        let visit = &ticket.state().visit;
        let person = self.person.as_ref().or(cx.actor.person()).ok_or(TicketRefusal::PersonMissing)?;
        let own_role = (cx.actor.person() == Some(person)).then_some(cx.actor.role);
        let role = self.role.or(visit.role_of(person)).or(own_role).ok_or(UrgentRefusal::RoleMissing)?;
        check_role(person, role, cx)?;
        if visit.has_arrived(person) && visit.role_of(person).is_none_or(|sent_as| sent_as == role) {
            return Ok(Vec::new());
        }
        let policy_version = cx.reference.policy_at(cx.at).version;
        Ok(vec![StaffArrived { person: person.clone(), role, policy_version }.into()])
    }
}
