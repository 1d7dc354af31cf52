use events_schema::facts::ticket::{MessageExchanged, TicketFact};
use events_schema::personal::PersonalText;
use events_schema::values::{ContactMethod, Direction};
use events_schema::{ActorKind, Personal};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Writes to the customer, or, as the customer, to the factory (P3.1.d). The text is stored sealed: people write names and
/// numbers into messages.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendMessage {
    /// How it was sent; through this system if absent.
    #[serde(default)]
    pub method: Option<ContactMethod>,
    /// The message.
    pub text: PersonalText,
}

impl Decide<Ticket> for SendMessage {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        let intake = ticket.intake()?;
        let direction = match cx.actor.kind {
            ActorKind::Customer => Direction::FromCustomer,
            ActorKind::Staff | ActorKind::Supplier | ActorKind::System => Direction::ToCustomer,
        };
        let text = Personal::open(intake.customer.stream(), self.text.clone());
        Ok(vec![MessageExchanged { direction, method: self.method, text }.into()])
    }
}
