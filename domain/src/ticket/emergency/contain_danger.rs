use events_schema::Timestamp;
use events_schema::facts::ticket::{DangerContained, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::URGENT;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records how the danger was contained on site; nobody has to approve it (P3.3.b).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContainDanger {
    /// When it was done; now if absent.
    #[serde(default)]
    pub contained_at: Option<Timestamp>,
    /// What was done.
    pub measure: Paragraph,
}

impl Decide<Ticket> for ContainDanger {
    fn happened_at(&self) -> Option<Timestamp> {
        self.contained_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        ticket.of_class(URGENT)?;
        Ok(vec![DangerContained { measure: self.measure.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, classified, closed, contained, emergency, given, important, reported, safe};
    use crate::ticket::{EmergencyRefusal, TicketRefusal};
    use events_schema::values::TicketClass;

    #[test]
    fn refusals_in_order_of_precedence() {
        let contain = ContainDanger { contained_at: None, measure: "已断油".parse().unwrap() };
        given([reported(), closed()]).when(&contain).refused(&TicketRefusal::Closed);
        let general = TicketRefusal::NotOfClass { class: TicketClass::General, classes: URGENT };
        given([reported(), classified()]).when(&contain).refused(&general);
        given([reported(), emergency()]).when(&contain).refused(&EmergencyRefusal::NotSafe);
        let early = ContainDanger { contained_at: Some(at(-1)), ..contain.clone() };
        let before = Inadmissible::BeforeCause { at: at(-1), what: "the receipt", since: at(0) };
        given([reported(), important()]).when(&early).refused(&before);
        for history in [vec![reported(), important()], vec![reported(), emergency(), safe()]] {
            assert_eq!(given(history).when(&contain).facts(), [contained()]);
        }
    }
}
