//! Places for so many of a kind at once: who comes when all are taken is told to come again.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many places.
pub(super) struct Places<const MOST: usize>(Arc<Semaphore>);

impl<const MOST: usize> Default for Places<MOST> {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST)))
    }
}

impl<const MOST: usize> Places<MOST> {
    /// A place, until it is dropped; `None` if all are taken.
    pub(super) fn take(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0).try_acquire_owned().ok()
    }
}
