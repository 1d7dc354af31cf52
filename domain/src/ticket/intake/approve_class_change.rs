use events_schema::EventId;
use events_schema::facts::ticket::{ClassChangeApproved, TicketFact};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::{Decide, Inadmissible};
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::entry::CLASS;
use crate::ticket::{RequestKind, RequestRefusal, Ticket};

/// Agrees, as another person, that the situation changed (open point 6).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveClassChange {
    /// The proposal, by its event.
    pub request: EventId,
}

impl Decide<Ticket> for ApproveClassChange {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled()?;
        let proposal = ticket.state().requests.to_decide(self.request, RequestKind::ClassChange, cx)?;
        let Some(TicketFact::ClassChangeProposed(proposed)) = ticket.entry(self.request).map(|entry| &entry.fact)
        else {
            return Err(RequestRefusal::NoSuchRequest(self.request).into());
        };
        let since = ticket.state().classification.as_ref().map(|classified| classified.given_at);
        if let Some(since) = since.filter(|since| proposal.at < *since) {
            // It was proposed to change another class than the one that stands.
            return Err(Inadmissible::BeforeCause { at: proposal.at, what: CLASS, since }.into());
        }
        let approved = ClassChangeApproved {
            request: self.request,
            class: proposed.class,
            grounds: proposed.grounds,
            issue_type: proposed.issue_type.clone(),
            changed_at: proposal.at,
            policy_version: cx.reference.policy_at(proposal.at).version,
        };
        Ok(vec![approved.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{
        actor, as_engineer, as_lead, as_production_head, at, change_proposed, classified, closed, event, given,
        grounds_of, important, no_visit_proposed, reported,
    };
    use crate::ticket::TicketRefusal;
    use events_schema::Role;
    use events_schema::facts::ticket::ClassCorrected;
    use events_schema::values::TicketClass;

    const APPROVE: fn(usize) -> ApproveClassChange = |index| ApproveClassChange { request: event(index) };

    fn asked() -> Vec<TicketFact> {
        vec![reported(), classified(), change_proposed(TicketClass::Emergency)]
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        given(asked().into_iter().chain([closed()])).when(&APPROVE(9)).refused(&TicketRefusal::Closed);
        let engineer = || given(asked()).by(as_engineer());
        engineer().when(&APPROVE(9)).refused(&RequestRefusal::NoSuchRequest(event(9)));
        given(asked()).when(&APPROVE(2)).refused(&RequestRefusal::OwnRequest(RequestKind::ClassChange));
        let in_another_role = given(asked()).by(actor(Role::HeadOfAfterSales));
        in_another_role.when(&APPROVE(2)).refused(&RequestRefusal::OwnRequest(RequestKind::ClassChange));
        let others = RequestRefusal::OthersDecide(RequestKind::ClassChange);
        given(asked()).by(as_production_head()).when(&APPROVE(2)).refused(&others);
        let no_visit = given([reported(), important(), no_visit_proposed()]).by(as_lead());
        no_visit.when(&APPROVE(2)).refused(&RequestRefusal::NoSuchRequest(event(2)));
        let approved = engineer().when(&APPROVE(2)).facts().remove(0);
        let again = given(asked().into_iter().chain([approved])).by(as_engineer());
        again.when(&APPROVE(2)).refused(&RequestRefusal::Decided(event(2)));
    }

    #[test]
    fn a_change_of_another_class_than_the_one_that_stands_is_not_approved() {
        let (class, reason) = (TicketClass::Important, "初判有误".parse().unwrap());
        let grounds = grounds_of(class);
        let corrected = ClassCorrected { class, grounds, issue_type: None, reason, policy_version: 0 };
        let meanwhile = given(asked().into_iter().chain([corrected.into()])).by(as_engineer());
        let refusal = Inadmissible::BeforeCause { at: at(2), what: CLASS, since: at(3) };
        meanwhile.when(&APPROVE(2)).refused(&refusal);
    }

    #[test]
    fn the_class_counts_from_when_the_situation_had_changed() {
        let facts = given(asked()).by(as_engineer()).when(&APPROVE(2)).facts();
        let [TicketFact::ClassChangeApproved(approved)] = &facts[..] else { panic!("{facts:?}") };
        assert_eq!((approved.class, approved.changed_at), (TicketClass::Emergency, at(2)));
    }
}
