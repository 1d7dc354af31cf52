use events_schema::facts::ticket::{ResourceProvided, TicketFact};
use events_schema::text::Paragraph;
use events_schema::{EventId, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::EmergencyRefusal;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records that what was asked for is there (P3.3.c).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProvideResource {
    /// When it was there; now if absent.
    #[serde(default)]
    pub provided_at: Option<Timestamp>,
    /// The request, by its event.
    pub request: EventId,
    /// What came, where it differs from what was asked for.
    #[serde(default)]
    pub remark: Option<Paragraph>,
}

impl Decide<Ticket> for ProvideResource {
    fn happened_at(&self) -> Option<Timestamp> {
        self.provided_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        let known = ticket.entry(self.request).map(|entry| &entry.fact);
        if !matches!(known, Some(TicketFact::ResourceRequested(_))) {
            return Err(EmergencyRefusal::NotAResource(self.request).into());
        }
        if !ticket.state().emergency.awaited.contains(&self.request) {
            return Ok(Vec::new());
        }
        Ok(vec![ResourceProvided { request: self.request, remark: self.remark.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, closed, emergency, event, given, reported, resource_requested};
    use crate::ticket::TicketRefusal;

    #[test]
    fn refusals_in_order_of_precedence() {
        let provide = |request| ProvideResource { provided_at: None, request: event(request), remark: None };
        let history = || vec![reported(), emergency(), resource_requested()];
        given(history().into_iter().chain([closed()])).when(&provide(1)).refused(&TicketRefusal::Closed);
        for other in [1, 9] {
            given(history()).when(&provide(other)).refused(&EmergencyRefusal::NotAResource(event(other)));
        }
        let early = ProvideResource { provided_at: Some(at(1)), ..provide(2) };
        let before = Inadmissible::BeforeCause { at: at(1), what: "what it answers", since: at(2) };
        given(history()).when(&early).refused(&before);
        let provided = given(history()).when(&provide(2)).facts().remove(0);
        given(history().into_iter().chain([provided])).when(&provide(2)).nothing();
    }
}
