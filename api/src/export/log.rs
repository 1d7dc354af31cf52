//! The log as an export sees it: up to its length when the export began, page by page.

use std::sync::Arc;

use event_store::{EventStore, ReadError, StoreId};
use events_schema::{Position, RecordedEvent, Revision, StreamName};
use tokio::runtime::Handle;

use super::ExportError;

/// How many events are read at once.
const PAGE: usize = 2_048;

/// Hears how many events more are done. Whatever it refuses with ends the export.
pub type Progress = Box<dyn Fn(u64) -> Result<(), ExportError> + Send>;

/// The log up to a position.
pub struct Log {
    store: Arc<dyn EventStore>,
    runtime: Handle,
    end: Position,
    progress: Progress,
}

impl Log {
    /// The log as it is now. It is read on a thread that may wait, never on one of the runtime's own.
    #[must_use]
    pub fn now(store: Arc<dyn EventStore>, runtime: Handle, progress: Progress) -> Self {
        let end = Position(*store.length().borrow());
        Self { store, runtime, end, progress }
    }

    /// Everything before here is in the export: the `since` of the next one.
    #[must_use]
    pub fn end(&self) -> Position {
        self.end
    }

    /// Which log it is.
    #[must_use]
    pub fn id(&self) -> StoreId {
        self.store.id()
    }

    /// Says that so many events more are done.
    pub(super) fn done(&self, events: usize) -> Result<(), ExportError> {
        (self.progress)(events as u64)
    }

    /// All events from a position on, a page at a time.
    pub(super) fn pages(
        &self,
        mut from: Position,
        mut each: impl FnMut(&[RecordedEvent]) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        while from < self.end {
            let room = usize::try_from(self.end.0 - from.0).unwrap_or(PAGE).min(PAGE);
            let page = self.runtime.block_on(self.store.read_all(from, room))?;
            let Some(last) = page.last() else { return Err(ExportError::Gap(from)) };
            from = last.position.next();
            each(&page)?;
        }
        Ok(())
    }

    /// All events of a stream.
    pub(super) fn stream(&self, stream: &StreamName) -> Result<Vec<RecordedEvent>, ReadError> {
        let mut events: Vec<RecordedEvent> = Vec::new();
        loop {
            let from = Revision::after(events.last().map(|last| last.revision));
            let page = self.runtime.block_on(self.store.read_stream(stream, from, PAGE))?;
            let (read, known) = (page.len(), events.len());
            events.extend(page.into_iter().take_while(|event| event.position < self.end));
            if events.len() < known + PAGE || read < PAGE {
                return Ok(events);
            }
        }
    }
}
