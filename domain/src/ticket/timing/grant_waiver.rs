use events_schema::EventId;
use events_schema::facts::ticket::{TicketFact, WaiverGranted};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{RequestKind, RequestRefusal, Ticket};

/// Waives the deadline of the arrival, as the head of after-sales or a deputy, never as the one who asked (open point 2). Granted
/// after the deadline it is marked late.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantWaiver {
    /// The request, by its event.
    pub request: EventId,
    /// What one adds.
    #[serde(default)]
    pub remark: Option<Paragraph>,
}

impl Decide<Ticket> for GrantWaiver {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        ticket.state().requests.to_decide(self.request, RequestKind::Waiver, cx)?;
        let Some(TicketFact::WaiverRequested(asked)) = ticket.entry(self.request).map(|entry| &entry.fact) else {
            return Err(RequestRefusal::NoSuchRequest(self.request).into());
        };
        let (clock, episode, number) = (asked.clock, asked.episode, asked.number);
        Ok(vec![WaiverGranted { request: self.request, clock, episode, number, remark: self.remark.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{
        as_deputy, as_expert, as_head, entries, event, given, given_entries, important, no_visit_proposed, reported,
        waiver_requested, withdrawn,
    };
    use crate::ticket::TicketRefusal;
    use events_schema::facts::sla_policy::ClockKind;
    use events_schema::{Actor, Role};

    fn grant(index: usize) -> GrantWaiver {
        GrantWaiver { request: event(index), remark: None }
    }

    fn asked() -> Vec<TicketFact> {
        vec![reported(), important(), waiver_requested()]
    }

    fn own() -> RequestRefusal {
        RequestRefusal::OwnRequest(RequestKind::Waiver)
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let gone = given(asked().into_iter().chain([withdrawn()]));
        gone.when(&grant(9)).refused(&TicketRefusal::Withdrawn);
        given(asked()).by(as_head()).when(&grant(9)).refused(&RequestRefusal::NoSuchRequest(event(9)));
        given(asked()).when(&grant(2)).refused(&own());
        let others = RequestRefusal::OthersDecide(RequestKind::Waiver);
        given(asked()).by(as_expert()).when(&grant(2)).refused(&others);
        let no_visit = given([reported(), important(), no_visit_proposed()]).by(as_head());
        no_visit.when(&grant(2)).refused(&RequestRefusal::NoSuchRequest(event(2)));
        let granted = given(asked()).by(as_head()).when(&grant(2)).facts().remove(0);
        let again = given(asked().into_iter().chain([granted])).by(as_head());
        again.when(&grant(2)).refused(&RequestRefusal::Decided(event(2)));
    }

    #[test]
    fn a_deputy_grants_for_the_head_what_others_ask_for() {
        let deputy = || given(asked()).by_the_table("grant-waiver").by(as_deputy());
        let facts = deputy().when(&grant(2)).facts();
        let [TicketFact::WaiverGranted(granted)] = &facts[..] else { panic!("{facts:?}") };
        assert_eq!((granted.clock, granted.episode, granted.number), (ClockKind::ArrivalImportant, 1, 1));
        let recorded = deputy().when(&grant(2)).actor();
        assert_eq!((recorded.role, recorded.on_behalf_of), (Role::HeadOfAfterSales, Some(as_head().id)));
        let expert = given(asked()).by_the_table("grant-waiver").by(as_expert());
        let (command, may) = ("grant-waiver", RequestKind::Waiver.deciders());
        expert.when(&grant(2)).refused(&Inadmissible::NotPermitted { command, role: Role::TechnicalExpert, may });
    }

    #[test]
    fn where_the_head_asks_a_deputy_grants_and_nobody_his_own() {
        let for_head = Actor { on_behalf_of: Some(as_head().id), ..as_deputy() };
        let granted = |asks: Actor, grants: Actor| {
            let mut history = entries(asked());
            history[2].envelope.actor = asks;
            given_entries(history).by_the_table("grant-waiver").by(grants).when(&grant(2))
        };
        for (asks, grants) in [(as_deputy(), as_deputy()), (for_head.clone(), as_deputy()), (as_head(), as_head())] {
            granted(asks, grants).refused(&own());
        }
        for (asks, grants) in [(as_head(), as_deputy()), (for_head, as_head())] {
            assert_eq!(granted(asks, grants).facts().len(), 1);
        }
    }
}
