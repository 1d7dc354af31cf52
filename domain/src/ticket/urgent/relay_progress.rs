use events_schema::facts::ticket::{ProgressRelayed, TicketFact};
use events_schema::text::Paragraph;
use events_schema::values::ContactMethod;
use events_schema::{EventId, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::UrgentRefusal;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records that the customer was told what on-site staff had reported (P3.2.c).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RelayProgress {
    /// When he was told; now if absent.
    #[serde(default)]
    pub relayed_at: Option<Timestamp>,
    /// The report, by its event.
    pub report: EventId,
    /// How he was told.
    pub method: ContactMethod,
    /// What he was told, without personal data.
    #[serde(default)]
    pub message: Option<Paragraph>,
}

impl Decide<Ticket> for RelayProgress {
    fn happened_at(&self) -> Option<Timestamp> {
        self.relayed_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        let known = ticket.entry(self.report).map(|entry| &entry.fact);
        if !matches!(known, Some(TicketFact::ProgressReported(_))) {
            return Err(UrgentRefusal::NotAReport(self.report).into());
        }
        let (report, method, message) = (self.report, self.method, self.message.clone());
        Ok(vec![ProgressRelayed { report, method, message }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, closed, event, given, important, progressed, reported};
    use crate::ticket::TicketRefusal;

    #[test]
    fn refusals_in_order_of_precedence() {
        let relay = |report| RelayProgress {
            relayed_at: None,
            report: event(report),
            method: ContactMethod::Phone,
            message: None,
        };
        let history = || vec![reported(), important(), progressed()];
        given(history().into_iter().chain([closed()])).when(&relay(9)).refused(&TicketRefusal::Closed);
        given(history()).when(&relay(9)).refused(&UrgentRefusal::NotAReport(event(9)));
        given(history()).when(&relay(1)).refused(&UrgentRefusal::NotAReport(event(1)));
        let early = RelayProgress { relayed_at: Some(at(1)), ..relay(2) };
        let before = Inadmissible::BeforeCause { at: at(1), what: "what it answers", since: at(2) };
        given(history()).when(&early).refused(&before);
        assert_eq!(given(history()).when(&relay(2)).facts().len(), 1);
    }
}
