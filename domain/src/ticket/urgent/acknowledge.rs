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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{
        actor, as_deputy, as_head, as_production_head, at, change_proposed, classified, closed, emergency, entries,
        event, given, given_entries, grounds_of, important, reported,
    };
    use crate::ticket::TicketRefusal;
    use events_schema::Role;
    use events_schema::facts::ticket::ClassChangeApproved;
    use events_schema::values::TicketClass;

    const NOW: Acknowledge = Acknowledge { acknowledged_at: None };

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
        let early = Acknowledge { acknowledged_at: Some(at(0)) };
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
