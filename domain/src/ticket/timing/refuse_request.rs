use events_schema::EventId;
use events_schema::facts::ticket::{RequestRefused, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Refuses, as another person, what somebody asked for: a waiver, a change of class, no visit, another verdict.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefuseRequest {
    /// What was asked for, by its event.
    pub request: EventId,
    /// Why it is refused.
    pub reason: Paragraph,
}

impl Decide<Ticket> for RefuseRequest {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        ticket.state().requests.any_to_decide(self.request, cx)?;
        Ok(vec![RequestRefused { request: self.request, reason: self.reason.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{
        as_deputy, as_engineer, as_head, as_lead, change_proposed, entries, event, given, given_entries, important,
        no_visit_proposed, reported, waiver_requested, withdrawn,
    };
    use crate::ticket::{RequestKind, RequestRefusal, TicketRefusal};
    use events_schema::values::TicketClass;

    fn refuse(index: usize) -> RefuseRequest {
        RefuseRequest { request: event(index), reason: "理由不足".parse().unwrap() }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let asked = || vec![reported(), important(), waiver_requested()];
        let gone = given(asked().into_iter().chain([withdrawn()]));
        gone.when(&refuse(9)).refused(&TicketRefusal::Withdrawn);
        given(asked()).by(as_head()).when(&refuse(1)).refused(&RequestRefusal::NoSuchRequest(event(1)));
        given(asked()).when(&refuse(2)).refused(&RequestRefusal::OwnRequest(RequestKind::Waiver));
        let others = RequestRefusal::OthersDecide(RequestKind::Waiver);
        given(asked()).by(as_lead()).when(&refuse(2)).refused(&others);
        let refused = given(asked()).by(as_head()).when(&refuse(2)).facts().remove(0);
        let again = given(asked().into_iter().chain([refused])).by(as_head());
        again.when(&refuse(2)).refused(&RequestRefusal::Decided(event(2)));
    }

    #[test]
    fn whoever_decides_a_kind_refuses_it() {
        for (request, by) in [
            (waiver_requested(), as_head()),
            (no_visit_proposed(), as_lead()),
            (change_proposed(TicketClass::Emergency), as_engineer()),
        ] {
            assert_eq!(given([reported(), important(), request]).by(by).when(&refuse(2)).facts().len(), 1);
        }
    }

    #[test]
    fn where_the_head_asks_a_deputy_refuses() {
        let mut by_head = entries([reported(), important(), waiver_requested()]);
        by_head[2].envelope.actor = as_head();
        let deputy = given_entries(by_head).by(as_deputy());
        assert_eq!(deputy.when(&refuse(2)).facts().len(), 1);
    }
}
