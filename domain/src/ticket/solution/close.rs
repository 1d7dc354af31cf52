use events_schema::Timestamp;
use events_schema::facts::ticket::{TicketClosed, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{Stage, Ticket};

/// Closes the ticket (P3.1.e): the customer is satisfied, the four fields are known, and the handling result is recorded with
/// it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// When it was closed; now if absent.
    #[serde(default)]
    pub closed_at: Option<Timestamp>,
    /// The handling result (处理结果).
    #[serde(default)]
    pub result: Option<Paragraph>,
}

impl Decide<Ticket> for Close {
    fn happened_at(&self) -> Option<Timestamp> {
        self.closed_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        match ticket.state().stage {
            Stage::Closed { .. } => Ok(Vec::new()),
            _ => {
                let policy_version = cx.reference.policy_at(cx.at).version;
                Ok(vec![TicketClosed { result: self.result.clone(), policy_version }.into()])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{given, reported, reported_on_site, satisfied, solved, withdrawn};
    use crate::ticket::TicketRefusal;

    #[test]
    fn refusals_in_order_of_precedence() {
        let close =
            |result: Option<&str>| Close { closed_at: None, result: result.map(|result| result.parse().unwrap()) };
        given([reported(), withdrawn()]).when(&close(None)).refused(&TicketRefusal::Withdrawn);
        given([reported()]).when(&close(None)).refused(&TicketRefusal::NotSatisfied);
        given([reported(), solved()]).when(&close(None)).refused(&TicketRefusal::NotSatisfied);
        let missing = TicketRefusal::IntakeIncomplete(vec!["engine_model", "symptom", "usage_scenario", "contact"]);
        given([reported_on_site(), solved(), satisfied()]).when(&close(None)).refused(&missing);
        given([reported(), solved(), satisfied()]).when(&close(None)).refused(&TicketRefusal::ResultMissing);
        let closed = given([reported(), solved(), satisfied()]).when(&close(Some("已更换水泵"))).facts().remove(0);
        given([reported(), solved(), satisfied(), closed]).when(&close(None)).nothing();
    }
}
