//! The entries of a stream, as they are stored.

use event_store::{EventStore, ReadError};
use events_schema::{DecodeError, Entry, FactSet, Revision, StreamName};

const PAGE: usize = 500;

/// Gives every entry of a stream, in order, and says whether there was any.
pub(crate) async fn each_entry<F: FactSet, E>(
    store: &dyn EventStore,
    stream: &StreamName,
    mut each: impl FnMut(&Entry<F>) + Send,
) -> Result<bool, E>
where
    E: From<ReadError> + From<DecodeError>,
{
    let mut from = Revision::FIRST;
    loop {
        let page = store.read_stream(stream, from, PAGE).await?;
        let Some(last) = page.last() else { return Ok(from != Revision::FIRST) };
        from = last.revision.next();
        for event in &page {
            each(&Entry::decode(event)?);
        }
    }
}
