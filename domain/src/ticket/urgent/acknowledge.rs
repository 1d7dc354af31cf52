use events_schema::facts::ticket::{NotificationAcknowledged, TicketFact};
use events_schema::{Role, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{URGENT, UrgentRefusal, check_role, named_by_plan};
use crate::clocks::to_be_notified;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Says, as somebody who has to know of an urgent issue, that one does (P3.2.a, P3.3.a). The notification clock stops when
/// everybody has. Whoever else is named by the plan that was started says so too.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acknowledge {
    /// When one knew; now if absent.
    #[serde(default)]
    pub acknowledged_at: Option<Timestamp>,
    /// As what one has to know, where one acts for somebody who has another role; one's own if absent.
    #[serde(default)]
    pub role: Option<Role>,
}

impl Decide<Ticket> for Acknowledge {
    fn happened_at(&self) -> Option<Timestamp> {
        self.acknowledged_at
    }

    fn also_may<'r>(&self, ticket: &Ticket, cx: &Context<'r>) -> &'r [Role] {
        named_by_plan(ticket, cx)
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        let class = ticket.of_class(URGENT)?;
        let role = self.role.unwrap_or(cx.actor.role);
        if !to_be_notified(class).contains(&role) && !named_by_plan(ticket, cx).contains(&role) {
            return Err(UrgentRefusal::NeedNotKnow(role).into());
        }
        if role != cx.actor.role
            && let Some(person) = cx.actor.person()
        {
            check_role(person, role, cx)?;
        }
        if ticket.state().acknowledged.iter().any(|(as_what, who)| *as_what == role && *who == cx.actor.id) {
            return Ok(Vec::new());
        }
        Ok(vec![NotificationAcknowledged { role }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{
        actor, as_deputy, as_expert, as_head, as_production_head, at, change_proposed, classified, closed, emergency,
        entries, event, given, given_entries, grounds_of, important, person, plan_started, reported,
    };
    use crate::ticket::TicketRefusal;
    use events_schema::facts::ticket::ClassChangeApproved;
    use events_schema::values::TicketClass;

    const NOW: Acknowledge = Acknowledge { acknowledged_at: None, role: None };

    #[test]
    fn refusals_in_order_of_precedence() {
        let general = TicketRefusal::NotOfClass { class: TicketClass::General, classes: URGENT };
        given([reported(), closed()]).when(&NOW).refused(&TicketRefusal::Closed);
        given([reported()]).when(&NOW).refused(&TicketRefusal::NotClassified);
        given([reported(), classified()]).when(&NOW).refused(&general);
        let hotline = UrgentRefusal::NeedNotKnow(Role::HotlineAgent);
        given([reported(), important()]).when(&NOW).refused(&hotline);
        let production = given([reported(), important()]).by(as_production_head());
        production.when(&NOW).refused(&UrgentRefusal::NeedNotKnow(Role::ProductionHead));
        let early = Acknowledge { acknowledged_at: Some(at(0)), role: None };
        let before = Inadmissible::BeforeCause { at: at(0), what: "the classification", since: at(1) };
        given([reported(), important()]).by(as_head()).when(&early).refused(&before);
    }

    #[test]
    fn each_who_has_to_know_says_so_once() {
        let known = given([reported(), emergency()]).by(as_production_head()).when(&NOW).facts().remove(0);
        assert_eq!(known, NotificationAcknowledged { role: Role::ProductionHead }.into());
        let by_head = given([reported(), emergency()]).by(as_head()).when(&NOW).facts().remove(0);
        let mut history = entries([reported(), emergency(), by_head]);
        history[2].envelope.actor = as_head();
        given_entries(history).by(as_head()).when(&NOW).nothing();
    }

    #[test]
    fn a_deputy_acknowledges_for_the_head() {
        let deputy = || given([reported(), important()]).by_the_table("acknowledge").by(as_deputy());
        assert_eq!(deputy().when(&NOW).facts(), [NotificationAcknowledged { role: Role::HeadOfAfterSales }.into()]);
        assert_eq!(deputy().when(&NOW).actor().on_behalf_of, Some(as_head().id));
        let hotline = given([reported(), important()]).by_the_table("acknowledge").by(actor(Role::HotlineAgent));
        let may = &[Role::HeadOfAfterSales, Role::TechnicalExpert, Role::ProductionHead];
        let role = Role::HotlineAgent;
        hotline.when(&NOW).refused(&Inadmissible::NotPermitted { command: "acknowledge", role, may });
    }

    /// P3.3.a: "and others".
    #[test]
    fn whoever_else_the_plan_names_acknowledges_once_it_is_started() {
        let quality = || actor(Role::QualityEngineer);
        let before = given([reported(), emergency()]).by_the_table("acknowledge").by(quality());
        let (command, role) = ("acknowledge", Role::QualityEngineer);
        let may = &[Role::HeadOfAfterSales, Role::TechnicalExpert, Role::ProductionHead];
        before.when(&NOW).refused(&Inadmissible::NotPermitted { command, role, may });
        let started = given([reported(), emergency(), plan_started()]).by_the_table("acknowledge").by(quality());
        assert_eq!(started.when(&NOW).facts(), [NotificationAcknowledged { role }.into()]);
    }

    #[test]
    fn who_acts_for_somebody_of_another_role_says_as_what_he_knows() {
        let as_head_knows = Acknowledge { acknowledged_at: None, role: Some(Role::HeadOfAfterSales) };
        let expert = given([reported(), important()]).by(as_expert());
        let stranger = UrgentRefusal::NotOfRole { person: person("e4001"), role: Role::HeadOfAfterSales };
        expert.when(&as_head_knows).refused(&stranger);
        let acknowledged = given([reported(), important()]).by(as_deputy()).when(&as_head_knows).facts();
        assert_eq!(acknowledged, [NotificationAcknowledged { role: Role::HeadOfAfterSales }.into()]);
    }

    /// The clock of the new class counts only those who are told of it (open point 6).
    #[test]
    fn who_knew_of_an_important_issue_says_anew_that_he_knows_of_the_emergency() {
        let by_head = given([reported(), important()]).by(as_head()).when(&NOW).facts().remove(0);
        let (class, request, changed_at) = (TicketClass::Emergency, event(3), at(3));
        let grounds = grounds_of(class);
        let changed = ClassChangeApproved { request, class, grounds, issue_type: None, changed_at, policy_version: 0 };
        let mut history = entries([reported(), important(), by_head, change_proposed(class), changed.into()]);
        history[2].envelope.actor = as_head();
        assert_eq!(given_entries(history).by(as_head()).when(&NOW).facts().len(), 1);
    }
}
