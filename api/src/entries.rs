//! The entries of a ticket, as they are stored.

use event_store::{EventStore, ReadError};
use events_schema::facts::ticket::TicketFact;
use events_schema::{DecodeError, Entry, Revision, StreamName};

const PAGE: usize = 500;

/// Gives every entry of a ticket, in order, and says whether there was any.
pub(crate) async fn each_entry<E>(
    store: &dyn EventStore,
    ticket: &StreamName,
    mut each: impl FnMut(&Entry<TicketFact>) + Send,
) -> Result<bool, E>
where
    E: From<ReadError> + From<DecodeError>,
{
    let mut from = Revision::FIRST;
    loop {
        let page = store.read_stream(ticket, from, PAGE).await?;
        let Some(last) = page.last() else { return Ok(from != Revision::FIRST) };
        from = last.revision.next();
        for event in &page {
            each(&Entry::decode(event)?);
        }
    }
}
