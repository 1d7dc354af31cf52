use events_schema::Timestamp;
use events_schema::facts::ticket::{TeamFormed, TeamMember, TicketFact};
use events_schema::ids::PersonId;
use events_schema::text::Code;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{EMERGENCY, EmergencyRefusal};
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

#[cfg(test)]
mod tests {
    use super::super::super::urgent::UrgentRefusal;
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, closed, emergency, given, important, person, plan_started, reported, team_formed};
    use crate::ticket::TicketRefusal;
    use events_schema::values::TicketClass;

    const MEMBERS: &[(&str, &str)] = &[("e4002", "repair")];

    fn team(leader: &str, members: &[(&str, &str)]) -> FormTeam {
        let member =
            |(number, role): &(&str, &str)| TeamMember { person: person(number), team_role: role.parse().unwrap() };
        FormTeam { formed_at: None, leader: person(leader), members: members.iter().map(member).collect() }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let strangers = team("e8888", &[("e8889", "cook")]);
        given([reported(), closed()]).when(&strangers).refused(&TicketRefusal::Closed);
        let other = TicketRefusal::NotOfClass { class: TicketClass::Important, classes: EMERGENCY };
        given([reported(), important()]).when(&strangers).refused(&other);
        let active = || given([reported(), emergency(), plan_started()]);
        let cook = EmergencyRefusal::UnknownTeamRole("cook".parse().unwrap());
        active().when(&strangers).refused(&cook);
        let leader = team("e8888", &[("e8889", "repair")]);
        active().when(&leader).refused(&UrgentRefusal::UnknownPerson(person("e8888")));
        let member = team("e4001", &[("e8889", "repair")]);
        active().when(&member).refused(&UrgentRefusal::UnknownPerson(person("e8889")));
        let alone = given([reported(), emergency()]);
        alone.when(&team("e4001", &[])).refused(&EmergencyRefusal::NoMembers);
        let early = FormTeam { formed_at: Some(at(0)), ..team("e4001", MEMBERS) };
        let before = Inadmissible::BeforeCause { at: at(0), what: "the classification", since: at(1) };
        active().when(&early).refused(&before);
    }

    #[test]
    fn it_is_formed_with_or_without_a_plan_and_anew() {
        assert_eq!(given([reported(), emergency()]).when(&team("e4001", MEMBERS)).facts(), [team_formed()]);
        let anew = given([reported(), emergency(), plan_started(), team_formed()]);
        assert_eq!(anew.when(&team("e3001", &[("e4002", "repair")])).facts().len(), 1);
    }
}
