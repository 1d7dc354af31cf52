use events_schema::EventId;
use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::ticket::{ReassessmentOpened, TicketFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::TimingRefusal;
use crate::clocks::ClockId;
use crate::command::Decide;
use crate::context::Context;
use crate::duty::behind;
use crate::refusal::Refused;
use crate::ticket::{RequestKind, RequestRefusal, Ticket, TicketRefusal};

/// Asks anew to reassess a clock whose verdict the record speaks against, after that was refused once and there is other
/// evidence (open point 8). The first time it opens by itself.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestReassessment {
    /// Which clock.
    pub clock: ClockKind,
    /// The episode of the ticket, from 1.
    #[schemars(example = 1)]
    pub episode: u32,
    /// Which of the clocks of this kind in the episode, from 1.
    #[schemars(example = 1)]
    pub number: u32,
    /// The entry that speaks against the verdict, by its event.
    pub evidence: EventId,
}

impl Decide<Ticket> for RequestReassessment {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        let evidence = ticket.entry(self.evidence).ok_or(TicketRefusal::UnknownEntry(self.evidence))?;
        let evidence_by = behind(&evidence.envelope.actor).clone();
        let Self { clock, episode, number, evidence } = *self;
        let of = ClockId { clock, episode, number };
        let clocks = ticket.clocks(cx)?;
        let known = clocks.iter().find(|clock| clock.id() == of).ok_or(TimingRefusal::NoSuchClock(of))?;
        let (Some(stands), Some(claimed)) = (known.verdict, known.contested) else {
            return Err(TimingRefusal::VerdictUncontested(of).into());
        };
        let is_about_it = |request: EventId| {
            let asked = ticket.entry(request).map(|entry| &entry.fact);
            matches!(asked, Some(TicketFact::ReassessmentOpened(opened))
                if (opened.clock, opened.episode, opened.number) == (clock, episode, number))
        };
        let mut open = ticket.state().requests.open().filter(|request| request.kind == RequestKind::Reassessment);
        if let Some(open) = open.find(|request| is_about_it(request.id)) {
            return Err(RequestRefusal::AlreadyRequested(open.id).into());
        }
        Ok(vec![ReassessmentOpened { clock, episode, number, stands, claimed, evidence, evidence_by }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{
        actor, as_lead, assigned, at, classified, entries, event, given, given_entries, reached, reported,
    };
    use crate::ticket::RefuseRequest;
    use events_schema::Entry;
    use events_schema::values::Verdict;

    fn ask(clock: ClockKind, evidence: usize) -> RequestReassessment {
        RequestReassessment { clock, episode: 1, number: 1, evidence: event(evidence) }
    }

    /// A call within the two hours that was entered after them, and the reassessment that it opened.
    fn contested() -> Vec<Entry<TicketFact>> {
        let (clock, stands, claimed) = (ClockKind::FirstContact, Verdict::Breached, Verdict::Met);
        let (evidence, evidence_by) = (event(3), actor(events_schema::Role::SupportEngineer).id);
        let opened = ReassessmentOpened { clock, episode: 1, number: 1, stands, claimed, evidence, evidence_by };
        let mut history = entries([reported(), classified(), assigned(), reached(), opened.into()]);
        history[3].envelope.recorded_at = at(200);
        (history[4].envelope.occurred_at, history[4].envelope.recorded_at) = (at(200), at(200));
        history
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let contact = ask(ClockKind::FirstContact, 3);
        given([reported()]).when(&contact).refused(&TicketRefusal::UnknownEntry(event(3)));
        let arrival = ClockId { clock: ClockKind::ArrivalImportant, episode: 1, number: 1 };
        let unknown = given_entries(contested()).at_minute(210);
        unknown.when(&ask(ClockKind::ArrivalImportant, 3)).refused(&TimingRefusal::NoSuchClock(arrival));
        let triage = ClockId { clock: ClockKind::Triage, episode: 1, number: 1 };
        let met = given_entries(contested()).at_minute(210);
        met.when(&ask(ClockKind::Triage, 1)).refused(&TimingRefusal::VerdictUncontested(triage));
        let waits = given_entries(contested()).at_minute(210);
        waits.when(&contact).refused(&RequestRefusal::AlreadyRequested(event(4)));
    }

    #[test]
    fn it_is_asked_anew_after_it_was_refused() {
        let refuse = RefuseRequest { request: event(4), reason: "没有凭据".parse().unwrap() };
        let refused = given_entries(contested()).at_minute(210).by(as_lead()).when(&refuse).facts().remove(0);
        let mut history = contested();
        history.push(crate::scenario::entry(5, refused));
        let again = given_entries(history).at_minute(220).when(&ask(ClockKind::FirstContact, 3)).facts();
        assert!(matches!(&again[..], [TicketFact::ReassessmentOpened(opened)] if opened.claimed == Verdict::Met));
    }
}
