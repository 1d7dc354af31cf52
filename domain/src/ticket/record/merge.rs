use events_schema::facts::ticket::{TicketFact, TicketMerged};
use events_schema::ids::TicketId;
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{RecordRefusal, known};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Merges the ticket into an earlier one about the same issue (P5.1): that one goes on, this one ends here, its clocks are
/// cancelled unless they are judged, and its history stays.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The earlier ticket. If it was merged itself, the one into which it was.
    pub into: TicketId,
    /// How one knows that it is the same.
    pub reason: Paragraph,
}

impl Decide<Ticket> for Merge {
    fn other_ticket(&self) -> Option<TicketId> {
        Some(self.into)
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        let ours = ticket.not_withdrawn()?;
        let other = known(cx.other, self.into)?;
        if other.id.stream() == *cx.stream {
            let circle = self.into.stream() != *cx.stream;
            return Err(
                if circle { RecordRefusal::MergeInCircle(self.into) } else { RecordRefusal::ItselfAgain }.into()
            );
        }
        let theirs = other.is.not_withdrawn()?;
        if (theirs.received_at, other.id.stream().as_str()) >= (ours.received_at, cx.stream.as_str()) {
            return Err(RecordRefusal::NotEarlier(other.id).into());
        }
        Ok(vec![TicketMerged { into: other.id, reason: self.reason.clone() }.into()])
    }
}
