//! Looking at another stream than the one that a command is sent to.

use domain::Aggregate;
use domain::context::OtherTicket;
use domain::ticket::Ticket;
use event_store::EventStore;
use events_schema::StreamName;
use events_schema::ids::TicketId;

use super::request::Failed;
use crate::entries::each_entry;

/// How many merges in a row are followed. Each leads to an earlier ticket.
const HOPS: usize = 100;

/// A ticket as it is stored, or the one that goes on with it where it was merged; `None` if there is none.
pub(crate) async fn other_ticket(named: TicketId, store: &dyn EventStore) -> Result<Option<OtherTicket>, Failed> {
    let mut id = named;
    for _ in 0..HOPS {
        let Some(is) = stored::<Ticket>(&id.stream(), store).await? else { return Ok(None) };
        match is.merged_into() {
            Some(into) if into != named => id = into,
            // A circle that times corrected afterwards have closed: whoever asks is told of the ticket that he named.
            Some(_) | None => return Ok(Some(OtherTicket { id, is })),
        }
    }
    Ok(None)
}

/// What a stream has come to; `None` if there is none.
pub(super) async fn stored<A: Aggregate>(stream: &StreamName, store: &dyn EventStore) -> Result<Option<A>, Failed> {
    let mut is = A::default();
    let is_there = each_entry::<_, Failed>(store, stream, |entry| is.evolve(entry)).await?;
    Ok(is_there.then_some(is))
}
