use events_schema::EventId;
use events_schema::facts::ticket::{NoVisitApproved, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{RequestKind, Ticket};

/// Agrees, as another person, that an important issue needs no visit (P3.2.b). The arrival clock is cancelled, unless it is
/// judged.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveNoVisit {
    /// The proposal, by its event.
    pub request: EventId,
    /// What one adds.
    #[serde(default)]
    pub remark: Option<Paragraph>,
}

impl Decide<Ticket> for ApproveNoVisit {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        ticket.state().requests.to_decide(self.request, RequestKind::NoVisit, cx)?;
        Ok(vec![NoVisitApproved { request: self.request, remark: self.remark.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{
        as_deputy, as_expert, as_head, as_lead, entries, event, given, given_entries, important, no_visit_proposed,
        reported, waiver_requested, withdrawn,
    };
    use crate::ticket::{RequestRefusal, TicketRefusal};

    fn approve(index: usize) -> ApproveNoVisit {
        ApproveNoVisit { request: event(index), remark: None }
    }

    fn proposal() -> Vec<TicketFact> {
        vec![reported(), important(), no_visit_proposed()]
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let gone = given(proposal().into_iter().chain([withdrawn()]));
        gone.when(&approve(2)).refused(&TicketRefusal::Withdrawn);
        given(proposal()).by(as_lead()).when(&approve(9)).refused(&RequestRefusal::NoSuchRequest(event(9)));
        let own = RequestRefusal::OwnRequest(RequestKind::NoVisit);
        given(proposal()).when(&approve(2)).refused(&own);
        let others = RequestRefusal::OthersDecide(RequestKind::NoVisit);
        given(proposal()).by(as_expert()).when(&approve(2)).refused(&others);
        let waiver = given([reported(), important(), waiver_requested()]).by(as_head());
        waiver.when(&approve(2)).refused(&RequestRefusal::NoSuchRequest(event(2)));
    }

    #[test]
    fn another_person_approves_once() {
        let approved = given(proposal()).by(as_lead()).when(&approve(2)).facts().remove(0);
        let decided = given(proposal().into_iter().chain([approved])).by(as_lead());
        decided.when(&approve(2)).refused(&RequestRefusal::Decided(event(2)));
    }

    #[test]
    fn a_deputy_approves_what_the_head_proposed() {
        let mut by_head = entries(proposal());
        by_head[2].envelope.actor = as_head();
        let deputy = given_entries(by_head).by_the_table("approve-no-visit").by(as_deputy());
        assert_eq!(deputy.when(&approve(2)).facts().len(), 1);
    }
}
