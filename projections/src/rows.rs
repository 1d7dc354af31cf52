//! The rows in memory. Events change rows here, and a row is written once per batch, however many events changed it.

use std::num::NonZeroUsize;
use std::sync::Arc;

use domain::Reference;
use lru::LruCache;

use crate::event::Event;
use crate::file::Tables;
use crate::projection::Projection;

/// The rows that were used last, and which of them the tables do not have yet.
pub(crate) struct Rows<P: Projection> {
    cache: LruCache<P::Key, Cached<P::Row>>,
    /// Keys of changed rows, some perhaps written and evicted meanwhile.
    changed: Vec<P::Key>,
}

struct Cached<R> {
    row: R,
    is: Standing,
}

enum Standing {
    /// As in the tables.
    Written,
    /// Ahead of the tables. It will be written by the reference data as they stood at its last event.
    Changed(Arc<Reference>),
}

impl<P: Projection> Rows<P> {
    pub(crate) fn new() -> Self {
        let capacity = NonZeroUsize::new(P::CACHED_ROWS).unwrap_or(NonZeroUsize::MIN);
        Self { cache: LruCache::new(capacity), changed: Vec::new() }
    }

    /// Changes the rows that the event names.
    pub(crate) fn apply(
        &mut self,
        event: &Event,
        tables: &mut Tables,
        reference: &Arc<Reference>,
    ) -> rusqlite::Result<()> {
        for key in P::keys(event) {
            if let Some(cached) = self.cache.get_mut(&key) {
                P::apply(&mut cached.row, event);
                match &mut cached.is {
                    Standing::Changed(at) if Arc::ptr_eq(at, reference) => {}
                    Standing::Changed(at) => *at = Arc::clone(reference),
                    Standing::Written => {
                        cached.is = Standing::Changed(Arc::clone(reference));
                        self.changed.push(key);
                    }
                }
                continue;
            }
            let mut row = P::load(tables.reader(), &key)?.unwrap_or_default();
            P::apply(&mut row, event);
            self.changed.push(key.clone());
            let cached = Cached { row, is: Standing::Changed(Arc::clone(reference)) };
            if let Some((key, Cached { mut row, is: Standing::Changed(at) })) = self.cache.push(key, cached) {
                P::store(tables.writer()?, &key, &mut row, &at)?;
            }
        }
        Ok(())
    }

    /// Writes the changed rows.
    pub(crate) fn write(&mut self, tables: &mut Tables) -> rusqlite::Result<()> {
        self.changed.sort_unstable();
        for key in self.changed.drain(..) {
            // One that is gone was written when it was evicted.
            let Some(cached) = self.cache.peek_mut(&key) else { continue };
            if let Standing::Changed(at) = &cached.is {
                P::store(tables.writer()?, &key, &mut cached.row, at)?;
                cached.is = Standing::Written;
            }
        }
        Ok(())
    }
}
