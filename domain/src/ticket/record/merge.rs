use events_schema::facts::ticket::{TicketFact, TicketMerged};
use events_schema::ids::TicketId;
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{RecordRefusal, known};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{Stage, Ticket};

/// Merges the ticket into an earlier one about the same issue (P5.1): that one goes on, this one ends here, its clocks are
/// cancelled unless they are judged, and its history stays. What is not closed goes on in a ticket that is not closed.
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
        if !matches!(ticket.state().stage, Stage::Closed { .. }) {
            other.is.handled()?;
        }
        if (theirs.received_at, other.id.stream().as_str()) >= (ours.received_at, cx.stream.as_str()) {
            return Err(RecordRefusal::NotEarlier(other.id).into());
        }
        Ok(vec![TicketMerged { into: other.id, reason: self.reason.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{
        as_lead, at, classified, closed, entries, given, merged, reported, satisfied, solved, ticket_id, withdrawn,
    };
    use crate::ticket::TicketRefusal;
    use events_schema::Entry;

    fn merge(number: u128) -> Merge {
        Merge { into: ticket_id(number), reason: "同一问题".parse().unwrap() }
    }

    /// A ticket that was received so many minutes after the one under test.
    fn received(minute: i64, more: &[TicketFact]) -> Vec<Entry<TicketFact>> {
        let mut history = entries([reported()].into_iter().chain(more.iter().cloned()));
        history[0].envelope.occurred_at = at(minute);
        history
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        given([reported(), withdrawn()]).when(&merge(0)).refused(&TicketRefusal::Withdrawn);
        given([reported(), merged()]).when(&merge(0)).refused(&TicketRefusal::Merged(ticket_id(0)));
        given([reported()]).when(&merge(9)).refused(&RecordRefusal::UnknownTicket(ticket_id(9)));
        let same = given([reported()]).beside(1, &received(0, &[]));
        same.when(&merge(1)).refused(&RecordRefusal::ItselfAgain);
        let circle = given([reported()]).beside(1, &received(0, &[]));
        circle.when(&merge(5)).refused(&RecordRefusal::MergeInCircle(ticket_id(5)));
        let gone = given([reported()]).beside(0, &received(-1, &[withdrawn()]));
        gone.when(&merge(0)).refused(&TicketRefusal::Withdrawn);
        let later = given([reported()]).beside(0, &received(1, &[]));
        later.when(&merge(0)).refused(&RecordRefusal::NotEarlier(ticket_id(0)));
        let at_once = given([reported()]).beside(2, &received(0, &[]));
        at_once.when(&merge(2)).refused(&RecordRefusal::NotEarlier(ticket_id(2)));
    }

    #[test]
    fn the_earlier_ticket_goes_on() {
        let earlier = given([reported(), classified()]).beside(0, &received(-1, &[]));
        assert_eq!(earlier.when(&merge(0)).facts(), [merged()]);
        let at_once = given([reported()]).beside(0, &received(0, &[]));
        assert_eq!(at_once.when(&merge(0)).facts(), [merged()]);
        let into_one_that_was_merged = given([reported()]).beside(0, &received(-1, &[]));
        assert_eq!(into_one_that_was_merged.when(&merge(9)).facts(), [merged()], "that one goes on");
    }

    /// Else nobody would ask the customer, and no clock would run (P3.1.e).
    #[test]
    fn what_is_open_does_not_end_in_a_ticket_that_is_closed() {
        let over = || received(-1, &[solved(), satisfied(), closed()]);
        given([reported()]).beside(0, &over()).when(&merge(0)).refused(&TicketRefusal::Closed);
        let both = given([reported(), solved(), satisfied(), closed()]).beside(0, &over()).by(as_lead());
        assert_eq!(both.when(&merge(0)).facts(), [merged()], "both were ended by their customers");
    }
}
