use events_schema::Timestamp;
use events_schema::facts::ticket::{CustomerReached, TicketFact};
use events_schema::text::Paragraph;
use events_schema::values::ContactMethod;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records that a person spoke with the customer (P3.1.b). Due within 2 h of the assignment.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReachCustomer {
    /// When they spoke; now if absent.
    #[serde(default)]
    pub reached_at: Option<Timestamp>,
    /// How they spoke.
    #[serde(default)]
    pub method: Option<ContactMethod>,
    /// What was said, without personal data.
    #[serde(default)]
    pub summary: Option<Paragraph>,
}

impl Decide<Ticket> for ReachCustomer {
    fn happened_at(&self) -> Option<Timestamp> {
        self.reached_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        Ok(vec![CustomerReached { method: self.method, summary: self.summary.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{assigned, at, classified, given, reported};
    use crate::ticket::TicketRefusal;

    fn by_phone() -> ReachCustomer {
        ReachCustomer { reached_at: None, method: Some(ContactMethod::Phone), summary: None }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let nameless = ReachCustomer { method: None, ..by_phone() };
        given([reported(), classified()]).when(&nameless).refused(&TicketRefusal::NotAssigned);
        given([reported(), classified(), assigned()]).when(&nameless).refused(&TicketRefusal::MethodMissing);
    }

    #[test]
    fn nobody_is_reached_before_the_assignment() {
        let too_early = ReachCustomer { reached_at: Some(at(1)), ..by_phone() };
        let refusal = Inadmissible::BeforeCause { at: at(1), what: "the assignment", since: at(2) };
        given([reported(), classified(), assigned()]).when(&too_early).refused(&refusal);
    }
}
