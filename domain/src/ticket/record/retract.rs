use events_schema::facts::ticket::{EntryRetracted, TicketFact};
use events_schema::text::Paragraph;
use events_schema::{EventId, FactSet};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::entry::Amendable;
use crate::ticket::{Ticket, TicketRefusal};

/// Retracts a recorded entry that should not be there (P5.1). History shows both; clocks, views and measures follow.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retract {
    /// The event to retract.
    pub event: EventId,
    /// Why.
    pub reason: Paragraph,
}

impl Decide<Ticket> for Retract {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        match ticket.amendable(self.event, cx)? {
            (entry, Some(Amendable { is_retractable: true, .. })) => {
                ticket.check_foundations(self.event, &ticket.without(self.event), cx)?;
                let (kind, reason) = (entry.fact.kind().to_owned(), self.reason.clone());
                Ok(vec![EntryRetracted { retracts: self.event, kind, reason }.into()])
            }
            (entry, _) => Err(TicketRefusal::EntryStands(entry.fact.kind(), "retracted").into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{assigned, classified, event, given, reached, reported};

    #[test]
    fn refusals_in_order_of_precedence() {
        let retract = |index| Retract { event: event(index), reason: "wrong ticket".parse().unwrap() };
        let history = || vec![reported(), classified(), assigned(), reached()];
        given(history()).when(&retract(9)).refused(&TicketRefusal::UnknownEntry(event(9)));
        given(history()).when(&retract(0)).refused(&TicketRefusal::EntryStands("ticket.reported", "retracted"));
        let retracted = given(history()).when(&retract(3)).facts().remove(0);
        let mut twice = history();
        twice.push(retracted);
        given(twice).when(&retract(3)).refused(&TicketRefusal::UnknownEntry(event(3)));
    }
}
