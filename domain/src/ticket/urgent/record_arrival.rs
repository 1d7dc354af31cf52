use events_schema::facts::ticket::{StaffArrived, TicketFact};
use events_schema::ids::PersonId;
use events_schema::{Role, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::UrgentRefusal;
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
        match (visit.arrived_as(person, role), self.arrived_at) {
            (Some(since), Some(at)) if at != since => {
                return Err(UrgentRefusal::ArrivedBefore { person: person.clone(), since }.into());
            }
            (Some(_), _) => return Ok(Vec::new()),
            (None, _) => {}
        }
        let policy_version = cx.reference.policy_at(cx.at).version;
        Ok(vec![StaffArrived { person: person.clone(), role, policy_version }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{
        arrived, as_engineer, as_expert, at, closed, dispatched, entries, given, given_entries, important, person,
        reported, solved,
    };
    use events_schema::facts::ticket::SatisfactionRefused;
    use events_schema::{Actor, Channel};

    const NOW: RecordArrival = RecordArrival { arrived_at: None, person: None, role: None };

    fn of(number: &str, role: Option<Role>) -> RecordArrival {
        RecordArrival { person: Some(person(number)), role, ..NOW }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let program = || Actor::new("system-tracker".parse().unwrap(), Role::OnSiteEngineer, Channel::Http);
        given([reported(), closed()]).by(program()).when(&NOW).refused(&TicketRefusal::Closed);
        let history = || given([reported(), important(), dispatched()]);
        let nobody = given([reported(), important()]).by(program());
        nobody.when(&NOW).refused(&TicketRefusal::PersonMissing);
        history().when(&of("e2001", None)).refused(&UrgentRefusal::RoleMissing);
        let stranger = of("e8888", Some(Role::TechnicalExpert));
        history().when(&stranger).refused(&UrgentRefusal::UnknownPerson(person("e8888")));
        let no_expert = UrgentRefusal::NotOfRole { person: person("e4002"), role: Role::TechnicalExpert };
        history().when(&of("e4002", Some(Role::TechnicalExpert))).refused(&no_expert);
        let early = RecordArrival { arrived_at: Some(at(1)), ..NOW };
        let before = Inadmissible::BeforeCause { at: at(1), what: "the dispatch", since: at(2) };
        history().by(as_expert()).when(&early).refused(&before);
        let unsent = Inadmissible::BeforeCause { at: at(-1), what: "the receipt", since: at(0) };
        let before_the_call = RecordArrival { arrived_at: Some(at(-1)), ..NOW };
        given([reported(), important()]).by(as_expert()).when(&before_the_call).refused(&unsent);
    }

    #[test]
    fn each_arrives_as_what_he_was_sent_and_once() {
        let history = || vec![reported(), important(), dispatched()];
        let engineer = arrived("e4002", Role::OnSiteEngineer);
        assert_eq!(given(history()).by(as_engineer()).when(&NOW).facts(), std::slice::from_ref(&engineer));
        assert_eq!(given(history()).when(&of("e4002", None)).facts(), std::slice::from_ref(&engineer));
        let there = || given(history().into_iter().chain([engineer.clone()]));
        there().by(as_engineer()).when(&NOW).nothing();
        let at_another_time = RecordArrival { arrived_at: Some(at(2)), ..NOW };
        let since = UrgentRefusal::ArrivedBefore { person: person("e4002"), since: at(3) };
        there().by(as_engineer()).when(&at_another_time).refused(&since);
        there().by(as_engineer()).when(&RecordArrival { arrived_at: Some(at(3)), ..NOW }).nothing();
        let no_expert = UrgentRefusal::NotOfRole { person: person("e4002"), role: Role::TechnicalExpert };
        there().when(&of("e4002", Some(Role::TechnicalExpert))).refused(&no_expert);
    }

    #[test]
    fn who_came_as_something_else_than_he_was_sent_arrives_once_too() {
        let sent = [reported(), important(), dispatched(), arrived("e5002", Role::HeadOfAfterSales)];
        let deputy = of("e5002", Some(Role::HeadOfAfterSales));
        given(sent.clone()).when(&deputy).nothing();
        let also_for_himself = of("e5002", Some(Role::QualityEngineer));
        assert_eq!(given(sent).when(&also_for_himself).facts(), [arrived("e5002", Role::QualityEngineer)]);
    }

    #[test]
    fn an_arrival_of_an_earlier_visit_is_entered_late_and_is_none_of_the_new_one() {
        let refused = SatisfactionRefused { rating: None, reason: None, on_behalf: None };
        let back = || vec![reported(), important(), dispatched(), solved(), refused.clone().into(), dispatched()];
        let forgotten = RecordArrival { arrived_at: Some(at(2)), ..NOW };
        let late = given(back()).by(as_expert()).when(&forgotten).facts().remove(0);
        let mut history = entries(back().into_iter().chain([late]));
        history[6].envelope.occurred_at = at(2);
        let again = given_entries(history).by(as_expert()).when(&NOW).facts();
        assert_eq!(again, [arrived("e4001", Role::TechnicalExpert)]);
    }
}
