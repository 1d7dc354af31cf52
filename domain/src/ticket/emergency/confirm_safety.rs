use events_schema::Timestamp;
use events_schema::facts::ticket::{SafetyConfirmed, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Confirms that everybody on site is safe (首先确保人员安全). In an emergency everything else there comes after it (P3.3.b).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmSafety {
    /// When that was so; now if absent.
    #[serde(default)]
    pub confirmed_at: Option<Timestamp>,
    /// How that was made sure.
    pub statement: Paragraph,
}

impl Decide<Ticket> for ConfirmSafety {
    fn happened_at(&self) -> Option<Timestamp> {
        self.confirmed_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        Ok(vec![SafetyConfirmed { statement: self.statement.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, closed, emergency, given, reported, safe};
    use crate::ticket::TicketRefusal;

    #[test]
    fn refusals_in_order_of_precedence() {
        let confirm = ConfirmSafety { confirmed_at: None, statement: "人员已撤离".parse().unwrap() };
        given([reported(), closed()]).when(&confirm).refused(&TicketRefusal::Closed);
        let early = ConfirmSafety { confirmed_at: Some(at(-1)), ..confirm.clone() };
        let before = Inadmissible::BeforeCause { at: at(-1), what: "the receipt", since: at(0) };
        given([reported(), emergency()]).when(&early).refused(&before);
        assert_eq!(given([reported(), emergency()]).when(&confirm).facts(), [safe()]);
    }
}
