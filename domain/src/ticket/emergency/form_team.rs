use events_schema::Timestamp;
use events_schema::facts::ticket::{TeamFormed, TeamMember, TicketFact};
use events_schema::ids::PersonId;
use events_schema::text::Code;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{EMERGENCY, EmergencyRefusal, check_people};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Forms the emergency team (应急处理小组), or forms it anew (P3.3.a).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormTeam {
    /// When it was formed; now if absent.
    #[serde(default)]
    pub formed_at: Option<Timestamp>,
    /// Who leads it.
    pub leader: PersonId,
    /// Everybody else of the team.
    #[serde(default)]
    pub members: Vec<TeamMember>,
}

impl Decide<Ticket> for FormTeam {
    fn happened_at(&self) -> Option<Timestamp> {
        self.formed_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        ticket.of_class(EMERGENCY)?;
        let people: Vec<PersonId> = self.members.iter().map(|member| member.person.clone()).collect();
        check_people(std::slice::from_ref(&self.leader), cx)?;
        check_people(&people, cx)?;
        if let Some(active) = &ticket.state().emergency.plan {
            let plan = cx.reference.plan(&active.plan).and_then(|plan| plan.version(active.version));
            let has = |code: &Code| plan.is_none_or(|plan| plan.team_roles.iter().any(|role| role.code == *code));
            if let Some(member) = self.members.iter().find(|member| !has(&member.team_role)) {
                return Err(EmergencyRefusal::UnknownTeamRole(member.team_role.clone()).into());
            }
        }
        Ok(vec![TeamFormed { leader: self.leader.clone(), members: self.members.clone() }.into()])
    }
}
