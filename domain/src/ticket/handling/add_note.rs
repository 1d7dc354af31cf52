use events_schema::facts::ticket::{NoteAdded, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Notes something on the ticket, for colleagues only and without personal data (P5.1). Possible at any time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddNote {
    /// The note.
    pub text: Paragraph,
}

impl Decide<Ticket> for AddNote {
    fn decide(&self, _: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        Ok(vec![NoteAdded { text: self.text.clone() }.into()])
    }
}
