use events_schema::facts::ticket::{NoVisitProposed, TicketFact};
use events_schema::text::Paragraph;
use events_schema::values::TicketClass;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{URGENT, UrgentRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{RequestKind, RequestRefusal, Ticket};

/// Proposes to solve an important issue without a visit (P3.2.b); another person decides.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeNoVisit {
    /// Why none is needed.
    pub reason: Paragraph,
}

impl Decide<Ticket> for ProposeNoVisit {
    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        if ticket.of_class(URGENT)? == TicketClass::Emergency {
            return Err(UrgentRefusal::VisitRequired.into());
        }
        if let Some(open) = ticket.state().requests.open().find(|request| request.kind == RequestKind::NoVisit) {
            return Err(RequestRefusal::AlreadyRequested(open.id).into());
        }
        Ok(vec![NoVisitProposed { reason: self.reason.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{classified, emergency, event, given, important, no_visit_proposed, reported, withdrawn};
    use crate::ticket::TicketRefusal;

    #[test]
    fn refusals_in_order_of_precedence() {
        let propose = ProposeNoVisit { reason: "可远程解决".parse().unwrap() };
        given([reported(), withdrawn()]).when(&propose).refused(&TicketRefusal::Withdrawn);
        given([reported()]).when(&propose).refused(&TicketRefusal::NotClassified);
        let general = TicketRefusal::NotOfClass { class: TicketClass::General, classes: URGENT };
        given([reported(), classified()]).when(&propose).refused(&general);
        given([reported(), emergency()]).when(&propose).refused(&UrgentRefusal::VisitRequired);
        let again = given([reported(), important(), no_visit_proposed()]);
        again.when(&propose).refused(&RequestRefusal::AlreadyRequested(event(2)));
        assert_eq!(given([reported(), important()]).when(&propose).facts(), [no_visit_proposed()]);
    }
}
