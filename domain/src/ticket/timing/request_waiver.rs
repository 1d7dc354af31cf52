use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::ticket::{TicketFact, WaiverReason, WaiverRequested};
use events_schema::text::Paragraph;
use events_schema::values::Verdict;
use schemars::JsonSchema;
use serde::Deserialize;

use super::TimingRefusal;
use crate::clocks::{ClockId, ClockState};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{RequestKind, RequestRefusal, Ticket};

/// Asks to waive the deadline of the arrival for special circumstances (特殊情况除外, open point 2). The head of after-sales or a
/// deputy decides. Whoever arrives in time anyway has met the clock.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestWaiver {
    /// Which circumstances.
    pub reason: WaiverReason,
    /// More about them.
    pub explanation: Paragraph,
}

impl Decide<Ticket> for RequestWaiver {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        let clocks = ticket.clocks(cx)?;
        let arrival = clocks.iter().rfind(|clock| {
            let is_arrival = matches!(clock.clock, ClockKind::ArrivalImportant | ClockKind::ArrivalEmergency);
            is_arrival && !matches!(clock.state, ClockState::Cancelled { .. }) && clock.verdict != Some(Verdict::Met)
        });
        let ClockId { clock, episode, number } = arrival.ok_or(TimingRefusal::NothingToWaive)?.id();
        if let Some(open) = ticket.state().requests.open().find(|request| request.kind == RequestKind::Waiver) {
            return Err(RequestRefusal::AlreadyRequested(open.id).into());
        }
        let (reason, explanation) = (self.reason, self.explanation.clone());
        Ok(vec![WaiverRequested { clock, episode, number, reason, explanation }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{
        arrived, as_engineer, as_expert, classified, dispatched, emergency, event, given, important, reported,
        waiver_requested, withdrawn,
    };
    use crate::ticket::TicketRefusal;
    use events_schema::Role;

    fn ask() -> RequestWaiver {
        RequestWaiver { reason: WaiverReason::Distance, explanation: "两千公里".parse().unwrap() }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        given([reported(), withdrawn()]).when(&ask()).refused(&TicketRefusal::Withdrawn);
        given([reported()]).when(&ask()).refused(&TimingRefusal::NothingToWaive);
        given([reported(), classified()]).when(&ask()).refused(&TimingRefusal::NothingToWaive);
        let expert = arrived("e4001", Role::TechnicalExpert);
        let there = [reported(), important(), dispatched(), expert, arrived("e4002", Role::OnSiteEngineer)];
        given(there).when(&ask()).refused(&TimingRefusal::NothingToWaive);
        let again = given([reported(), important(), waiver_requested()]).by(as_expert());
        again.when(&ask()).refused(&RequestRefusal::AlreadyRequested(event(2)));
    }

    #[test]
    fn it_is_asked_for_before_the_deadline_and_after() {
        assert_eq!(given([reported(), important()]).when(&ask()).facts(), [waiver_requested()]);
        for minute in [30, 200] {
            let facts = given([reported(), emergency()]).at_minute(minute).by(as_engineer()).when(&ask()).facts();
            let [TicketFact::WaiverRequested(asked)] = &facts[..] else { panic!("{facts:?}") };
            assert_eq!((asked.clock, asked.episode, asked.number), (ClockKind::ArrivalEmergency, 1, 1));
        }
    }
}
