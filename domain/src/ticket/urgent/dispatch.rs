use events_schema::Timestamp;
use events_schema::facts::ticket::{Dispatched, StaffDispatched, TicketFact};
use schemars::JsonSchema;
use serde::Deserialize;

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
        let policy_version = cx.reference.policy_at(cx.at).version;
        let (people, expected_arrival) = (self.people.clone(), self.expected_arrival);
        Ok(vec![StaffDispatched { people, expected_arrival, policy_version }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::super::UrgentRefusal;
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, closed, given, important, merged, person, reported};
    use crate::ticket::TicketRefusal;
    use events_schema::Role;

    fn send(people: &[(&str, Role)]) -> Dispatch {
        let people = people.iter().map(|(number, role)| Dispatched { person: person(number), role: *role }).collect();
        Dispatch { dispatched_at: None, people, expected_arrival: None }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let stranger = send(&[("e4001", Role::TechnicalExpert), ("e8888", Role::OnSiteEngineer)]);
        given([reported(), closed()]).when(&stranger).refused(&TicketRefusal::Closed);
        let into = crate::scenario::ticket_id(0);
        given([reported(), merged()]).when(&stranger).refused(&TicketRefusal::Merged(into));
        let unknown = UrgentRefusal::UnknownPerson(person("e8888"));
        given([reported(), important()]).when(&stranger).refused(&unknown);
        let gone = UrgentRefusal::UnknownPerson(person("e9001"));
        given([reported(), important()]).when(&send(&[("e9001", Role::SupportLead)])).refused(&gone);
        let engineer = send(&[("e4002", Role::TechnicalExpert)]);
        let no_expert = UrgentRefusal::NotOfRole { person: person("e4002"), role: Role::TechnicalExpert };
        given([reported(), important()]).when(&engineer).refused(&no_expert);
        given([reported(), important()]).when(&send(&[])).refused(&UrgentRefusal::NobodyDispatched);
        let there_before = Dispatch { expected_arrival: Some(at(0)), ..send(&[("e4001", Role::TechnicalExpert)]) };
        let late = TicketRefusal::InThePast("expected_arrival");
        given([reported(), important()]).when(&there_before).refused(&late);
        let early = Dispatch { dispatched_at: Some(at(0)), ..send(&[("e4001", Role::TechnicalExpert)]) };
        let before = Inadmissible::BeforeCause { at: at(0), what: "the classification", since: at(1) };
        given([reported(), important()]).when(&early).refused(&before);
    }

    #[test]
    fn whoever_worked_here_then_was_sent_and_a_deputy_goes_for_the_head() {
        let then = Dispatch { dispatched_at: Some(at(5)), ..send(&[("e9001", Role::SupportLead)]) };
        assert_eq!(given([reported(), important()]).when(&then).facts().len(), 1);
        let deputy = send(&[("e5002", Role::HeadOfAfterSales)]);
        assert_eq!(given([reported(), important()]).when(&deputy).facts().len(), 1);
    }
}
