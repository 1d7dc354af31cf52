use events_schema::Timestamp;
use events_schema::facts::ticket::{SolutionProposed, TicketFact};
use events_schema::text::Paragraph;
use events_schema::values::SolutionKind;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Proposes a solution (P3.1.d). A superior who is not its author approves or returns it. A new proposal replaces one that
/// waits.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeSolution {
    /// When it was proposed; now if absent.
    #[serde(default)]
    pub proposed_at: Option<Timestamp>,
    /// What kind of solution it is.
    pub kind: SolutionKind,
    /// What is to be done (维修方案).
    #[schemars(example = &"replace the starter motor")]
    pub description: Paragraph,
}

impl Decide<Ticket> for ProposeSolution {
    fn happened_at(&self) -> Option<Timestamp> {
        self.proposed_at
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.open()?;
        Ok(vec![SolutionProposed { kind: self.kind, description: self.description.clone() }.into()])
    }
}
