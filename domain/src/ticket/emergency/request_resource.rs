use events_schema::Timestamp;
use events_schema::facts::ticket::{ResourceRequested, ResourceSource, TicketFact};
use events_schema::text::Line;
use schemars::JsonSchema;
use serde::Deserialize;

use super::URGENT;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Asks production, a supplier or others for parts, tools or people (P3.3.c).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestResource {
    /// When it was asked for; now if absent.
    #[serde(default)]
    pub requested_at: Option<Timestamp>,
    /// From whom.
    pub source: ResourceSource,
    /// Which supplier or other source, where one is named.
    #[serde(default)]
    #[schemars(example = &"Supplier A")]
    pub supplier: Option<Line>,
    /// What is needed.
    #[schemars(example = &"high-pressure pump")]
    pub what: Line,
    /// How many.
    #[schemars(example = 1)]
    pub quantity: u32,
    /// Until when.
    #[serde(default)]
    pub needed_by: Option<Timestamp>,
}

impl Decide<Ticket> for RequestResource {
    fn happened_at(&self) -> Option<Timestamp> {
        self.requested_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        ticket.of_class(URGENT)?;
        let requested = ResourceRequested {
            source: self.source,
            supplier: self.supplier.clone(),
            what: self.what.clone(),
            quantity: self.quantity,
            needed_by: self.needed_by,
        };
        Ok(vec![requested.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, classified, closed, given, important, reported, resource_requested};
    use crate::ticket::{EmergencyRefusal, TicketRefusal};
    use events_schema::values::TicketClass;

    #[test]
    fn refusals_in_order_of_precedence() {
        let request = RequestResource {
            requested_at: None,
            source: ResourceSource::Production,
            supplier: None,
            what: "高压油泵".parse().unwrap(),
            quantity: 1,
            needed_by: None,
        };
        given([reported(), closed()]).when(&request).refused(&TicketRefusal::Closed);
        let general = TicketRefusal::NotOfClass { class: TicketClass::General, classes: URGENT };
        given([reported(), classified()]).when(&request).refused(&general);
        let asked = || given([reported(), important()]);
        let late = RequestResource { needed_by: Some(at(-1)), ..request.clone() };
        asked().when(&late).refused(&TicketRefusal::InThePast("needed_by"));
        let none = RequestResource { quantity: 0, ..request.clone() };
        asked().when(&none).refused(&EmergencyRefusal::NothingRequested);
        let whose = RequestResource { source: ResourceSource::Supplier, ..request.clone() };
        asked().when(&whose).refused(&EmergencyRefusal::SupplierMissing);
        let early = RequestResource { requested_at: Some(at(-1)), ..request.clone() };
        let before = Inadmissible::BeforeCause { at: at(-1), what: "the receipt", since: at(0) };
        given([reported(), important()]).when(&early).refused(&before);
        assert_eq!(given([reported(), important()]).when(&request).facts(), [resource_requested()]);
    }
}
