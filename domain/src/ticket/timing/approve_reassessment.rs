use events_schema::EventId;
use events_schema::facts::ticket::{ClockReassessed, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::TimingRefusal;
use crate::clocks::ClockId;
use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;
use crate::ticket::{RequestKind, RequestRefusal, Ticket};

/// Changes the verdict of a clock to what the late evidence says, as somebody else than who recorded it (open point 8), as long
/// as the record says so. Both verdicts stay visible.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveReassessment {
    /// The reassessment that was opened, by its event.
    pub request: EventId,
    /// What the decision rests on.
    #[schemars(example = &"call recording 2026-03-02-017")]
    pub grounds: Paragraph,
}

impl Decide<Ticket> for ApproveReassessment {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        ticket.state().requests.to_decide(self.request, RequestKind::Reassessment, cx)?;
        let Some(TicketFact::ReassessmentOpened(opened)) = ticket.entry(self.request).map(|entry| &entry.fact) else {
            return Err(RequestRefusal::NoSuchRequest(self.request).into());
        };
        if !is_another(&opened.evidence_by, cx) {
            return Err(RequestRefusal::OwnRequest(RequestKind::Reassessment).into());
        }
        let of = ClockId { clock: opened.clock, episode: opened.episode, number: opened.number };
        let clocks = ticket.clocks(cx)?;
        if !clocks.iter().any(|clock| clock.id() == of && clock.contested == Some(opened.claimed)) {
            return Err(TimingRefusal::NotContested(self.request).into());
        }
        let reassessed = ClockReassessed {
            request: self.request,
            clock: opened.clock,
            episode: opened.episode,
            number: opened.number,
            before: opened.stands,
            verdict: opened.claimed,
            evidence: opened.evidence,
            grounds: self.grounds.clone(),
        };
        Ok(vec![reassessed.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{
        actor, as_expert, as_lead, assigned, classified, entries, event, given, given_entries, held, reached, reported,
        withdrawn,
    };
    use crate::ticket::TicketRefusal;
    use events_schema::Entry;
    use events_schema::facts::sla_policy::ClockKind;
    use events_schema::facts::ticket::{EntryRetracted, ReassessmentOpened};
    use events_schema::values::Verdict;

    fn approve(index: usize) -> ApproveReassessment {
        ApproveReassessment { request: event(index), grounds: "电话录音".parse().unwrap() }
    }

    /// A call within the two hours that was recorded after them, and what followed from it.
    fn contested() -> Vec<Entry<TicketFact>> {
        let opened = ReassessmentOpened {
            clock: ClockKind::FirstContact,
            episode: 1,
            number: 1,
            stands: Verdict::Breached,
            claimed: Verdict::Met,
            evidence: event(3),
            evidence_by: actor(events_schema::Role::SupportEngineer).id,
        };
        let mut history = entries([reported(), classified(), assigned(), reached(), opened.into()]);
        for entry in &mut history[3..] {
            entry.envelope.recorded_at = crate::scenario::at(200);
        }
        history
    }

    fn with(fact: TicketFact) -> Vec<Entry<TicketFact>> {
        let mut history = contested();
        let mut last = crate::scenario::entry(history.len(), fact);
        last.envelope.occurred_at = crate::scenario::at(201);
        last.envelope.recorded_at = crate::scenario::at(201);
        history.push(last);
        history
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let late = |history| given_entries(history).at_minute(210).by(as_lead());
        late(with(withdrawn())).when(&approve(9)).refused(&TicketRefusal::Withdrawn);
        late(contested()).when(&approve(9)).refused(&RequestRefusal::NoSuchRequest(event(9)));
        let own = RequestRefusal::OwnRequest(RequestKind::Reassessment);
        given_entries(contested()).at_minute(210).when(&approve(4)).refused(&own);
        let others = RequestRefusal::OthersDecide(RequestKind::Reassessment);
        late(contested()).by(as_expert()).when(&approve(4)).refused(&others);
        let approved = late(contested()).when(&approve(4)).facts().remove(0);
        late(with(approved)).when(&approve(4)).refused(&RequestRefusal::Decided(event(4)));
        given([reported(), held()]).by(as_lead()).when(&approve(1)).refused(&RequestRefusal::NoSuchRequest(event(1)));
    }

    #[test]
    fn evidence_that_was_retracted_changes_no_verdict() {
        let (kind, reason) = ("ticket.customer_reached".to_owned(), "误录".parse().unwrap());
        let retracted = with(EntryRetracted { retracts: event(3), kind, reason }.into());
        let lead = given_entries(retracted).at_minute(210).by(as_lead());
        lead.when(&approve(4)).refused(&TimingRefusal::NotContested(event(4)));
    }

    #[test]
    fn both_verdicts_stay_visible() {
        let facts = given_entries(contested()).at_minute(210).by(as_lead()).when(&approve(4)).facts();
        let [TicketFact::ClockReassessed(reassessed)] = &facts[..] else { panic!("{facts:?}") };
        let verdicts = (reassessed.before, reassessed.verdict, reassessed.evidence);
        assert_eq!(verdicts, (Verdict::Breached, Verdict::Met, event(3)));
    }
}
