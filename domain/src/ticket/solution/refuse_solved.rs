use events_schema::Timestamp;
use events_schema::facts::ticket::{SatisfactionRefused, TicketFact};
use events_schema::text::Paragraph;
use events_schema::values::{OnBehalf, Rating};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{Stage, Ticket};

/// Says, as the customer or for him, that the issue is not solved (P3.1.e), also after he has confirmed, until the ticket
/// is closed. It goes back to diagnosis as a new episode.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefuseSolved {
    /// When he said so; now if absent.
    #[serde(default)]
    pub refused_at: Option<Timestamp>,
    /// His rating, where he gives one.
    #[serde(default)]
    pub rating: Option<Rating>,
    /// What is still wrong.
    pub reason: Paragraph,
    /// How staff learnt it, where they record it for him.
    #[serde(default)]
    pub on_behalf: Option<OnBehalf>,
}

impl Decide<Ticket> for RefuseSolved {
    fn happened_at(&self) -> Option<Timestamp> {
        self.refused_at
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        match ticket.state().stage {
            // He may think better of it until the ticket is closed.
            Stage::Satisfied { .. } => {}
            _ => ticket.solved()?,
        }
        let (rating, reason, on_behalf) = (self.rating, Some(self.reason.clone()), self.on_behalf.clone());
        Ok(vec![SatisfactionRefused { rating, reason, on_behalf }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{given, reported, solved};
    use crate::ticket::TicketRefusal;

    #[test]
    fn refusals_in_order_of_precedence() {
        let refuse =
            RefuseSolved { refused_at: None, rating: None, reason: "还漏".parse().unwrap(), on_behalf: None };
        given([reported()]).when(&refuse).refused(&TicketRefusal::NotSolved);
        given([reported(), solved()]).when(&refuse).refused(&TicketRefusal::ReferenceMissing);
    }
}
