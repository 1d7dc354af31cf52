use events_schema::Timestamp;
use events_schema::facts::sla_policy::HoldReason;
use events_schema::facts::ticket::{HoldPlaced, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::TimingRefusal;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records that the issue has to wait (open point 3). By default only a customer who asks for later makes clocks stand still: the
/// first contact, and the slots of the progress grid that lie wholly in the hold. All others run on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceHold {
    /// Since when; now if absent.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// For what.
    pub reason: HoldReason,
    /// More about it.
    #[serde(default)]
    pub explanation: Option<Paragraph>,
    /// Until when, as far as anybody can tell.
    #[serde(default)]
    pub expected_until: Option<Timestamp>,
}

impl Decide<Ticket> for PlaceHold {
    fn happened_at(&self) -> Option<Timestamp> {
        self.since
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled()?;
        if let Some(hold) = ticket.state().holds.iter().find(|hold| hold.reason == self.reason) {
            return Err(TimingRefusal::AlreadyHeld(hold.id).into());
        }
        if self.reason == HoldReason::Other && self.explanation.is_none() {
            return Err(TimingRefusal::ExplanationMissing.into());
        }
        let (reason, explanation, expected_until) = (self.reason, self.explanation.clone(), self.expected_until);
        Ok(vec![HoldPlaced { reason, explanation, expected_until }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, closed, event, given, held, reported};
    use crate::ticket::TicketRefusal;

    fn hold(reason: HoldReason) -> PlaceHold {
        PlaceHold { since: None, reason, explanation: None, expected_until: None }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let later = || hold(HoldReason::CustomerAskedForLater);
        given([reported(), closed()]).when(&later()).refused(&TicketRefusal::Closed);
        given([reported(), held()]).when(&later()).refused(&TimingRefusal::AlreadyHeld(event(1)));
        given([reported(), held()]).when(&hold(HoldReason::Other)).refused(&TimingRefusal::ExplanationMissing);
        let early = PlaceHold { since: Some(at(-1)), ..later() };
        let before = Inadmissible::BeforeCause { at: at(-1), what: "the receipt", since: at(0) };
        given([reported()]).when(&early).refused(&before);
        let over = PlaceHold { expected_until: Some(at(0)), ..later() };
        given([reported()]).when(&over).refused(&TicketRefusal::InThePast("expected_until"));
        assert_eq!(given([reported(), held()]).when(&hold(HoldReason::MissingPart)).facts().len(), 1);
    }
}
