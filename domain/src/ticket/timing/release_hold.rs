use events_schema::facts::ticket::{HoldReleased, TicketFact};
use events_schema::{EventId, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::TimingRefusal;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records that the issue waits no longer (open point 3).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseHold {
    /// Until when it waited; now if absent.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// The hold, by its event.
    pub hold: EventId,
}

impl Decide<Ticket> for ReleaseHold {
    fn happened_at(&self) -> Option<Timestamp> {
        self.until
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        let known = ticket.entry(self.hold).map(|entry| &entry.fact);
        if !matches!(known, Some(TicketFact::HoldPlaced(_))) {
            return Err(TimingRefusal::NotAHold(self.hold).into());
        }
        if !ticket.state().holds.iter().any(|hold| hold.id == self.hold) {
            return Ok(Vec::new());
        }
        Ok(vec![HoldReleased { hold: self.hold }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, event, given, held, reported, withdrawn};
    use crate::ticket::TicketRefusal;

    #[test]
    fn refusals_in_order_of_precedence() {
        let release = |index| ReleaseHold { until: None, hold: event(index) };
        given([reported(), held(), withdrawn()]).when(&release(0)).refused(&TicketRefusal::Withdrawn);
        for other in [0, 9] {
            given([reported(), held()]).when(&release(other)).refused(&TimingRefusal::NotAHold(event(other)));
        }
        let early = ReleaseHold { until: Some(at(0)), ..release(1) };
        let before = Inadmissible::BeforeCause { at: at(0), what: "what it answers", since: at(1) };
        given([reported(), held()]).when(&early).refused(&before);
        let released = given([reported(), held()]).when(&release(1)).facts().remove(0);
        given([reported(), held(), released]).when(&release(1)).nothing();
    }
}
