use events_schema::facts::ticket::{RoleNotified, TicketFact};
use events_schema::ids::PersonId;
use events_schema::values::ContactMethod;
use events_schema::{Role, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{URGENT, UrgentRefusal, named_by_plan};
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
        if !to_be_notified(class).contains(&self.role) && !named_by_plan(ticket, cx).contains(&self.role) {
            return Err(UrgentRefusal::NeedNotKnow(self.role).into());
        }
        let (role, person, method) = (self.role, self.person.clone(), self.method);
        Ok(vec![RoleNotified { role, person, method }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, classified, closed, emergency, given, important, person, plan_started, reported};
    use crate::ticket::TicketRefusal;
    use events_schema::values::TicketClass;

    fn told(number: &str, role: Role) -> RecordNotification {
        RecordNotification { notified_at: None, role, person: person(number), method: ContactMethod::Phone }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let production = || told("e8888", Role::ProductionHead);
        given([reported(), closed()]).when(&production()).refused(&TicketRefusal::Closed);
        let general = TicketRefusal::NotOfClass { class: TicketClass::General, classes: URGENT };
        given([reported(), classified()]).when(&production()).refused(&general);
        let need_not = UrgentRefusal::NeedNotKnow(Role::ProductionHead);
        given([reported(), important()]).when(&production()).refused(&need_not);
        let unknown = UrgentRefusal::UnknownPerson(person("e8888"));
        given([reported(), emergency()]).when(&production()).refused(&unknown);
        let other = UrgentRefusal::NotOfRole { person: person("e4001"), role: Role::HeadOfAfterSales };
        given([reported(), important()]).when(&told("e4001", Role::HeadOfAfterSales)).refused(&other);
        let early = RecordNotification { notified_at: Some(at(0)), ..told("e5001", Role::HeadOfAfterSales) };
        let before = Inadmissible::BeforeCause { at: at(0), what: "the classification", since: at(1) };
        given([reported(), important()]).when(&early).refused(&before);
    }

    /// P3.3.a: whom else the plan names.
    #[test]
    fn whom_the_plan_names_is_told_once_it_is_started() {
        let quality = || told("e8888", Role::QualityEngineer);
        given([reported(), emergency()]).when(&quality()).refused(&UrgentRefusal::NeedNotKnow(Role::QualityEngineer));
        let unknown = UrgentRefusal::UnknownPerson(person("e8888"));
        given([reported(), emergency(), plan_started()]).when(&quality()).refused(&unknown);
    }

    #[test]
    fn whoever_acts_for_the_head_is_told_instead() {
        let deputy = told("e5002", Role::HeadOfAfterSales);
        assert_eq!(given([reported(), important()]).when(&deputy).facts().len(), 1);
    }
}
