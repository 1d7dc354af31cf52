use events_schema::EventId;
use events_schema::facts::ticket::{ClockReassessed, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{RequestKind, RequestRefusal, Ticket};

/// Changes the verdict of a clock to what the late evidence says, as somebody else than who recorded it (open point 8). Both
/// verdicts stay visible.
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
