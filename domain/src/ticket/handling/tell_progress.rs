use events_schema::Timestamp;
use events_schema::facts::ticket::{ProgressTold, TicketFact};
use events_schema::text::Paragraph;
use events_schema::values::ContactMethod;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records that the customer was told how far the repair is and when it is expected to end (P3.1.d).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TellProgress {
    /// When he was told; now if absent.
    #[serde(default)]
    pub told_at: Option<Timestamp>,
    /// How he was told.
    pub method: ContactMethod,
    /// How far it is (维修进度).
    pub progress: Paragraph,
    /// When it is expected to end (预计完成时间).
    pub expected_completion: Timestamp,
}

impl Decide<Ticket> for TellProgress {
    fn happened_at(&self) -> Option<Timestamp> {
        self.told_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        let (method, expected_completion) = (self.method, self.expected_completion);
        Ok(vec![ProgressTold { method, progress: self.progress.clone(), expected_completion }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{at, given, reported, withdrawn};
    use crate::ticket::TicketRefusal;

    #[test]
    fn refusals_in_order_of_precedence() {
        let tell = TellProgress {
            told_at: None,
            method: ContactMethod::Phone,
            progress: "配件已到".parse().unwrap(),
            expected_completion: at(5),
        };
        given([reported(), withdrawn()]).when(&tell).refused(&TicketRefusal::Withdrawn);
        given([reported()]).when(&tell).refused(&TicketRefusal::CompletionInThePast);
    }
}
