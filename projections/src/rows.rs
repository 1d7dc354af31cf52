//! The rows in memory. Events change rows here, and a row is written once per batch, however many events changed it.

use std::num::NonZeroUsize;

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

#[derive(PartialEq, Eq)]
enum Standing {
    /// As in the tables.
    Written,
    /// Ahead of the tables.
    Changed,
}

impl<P: Projection> Rows<P> {
    pub(crate) fn new() -> Self {
        let capacity = NonZeroUsize::new(P::CACHED_ROWS).unwrap_or(NonZeroUsize::MIN);
        Self { cache: LruCache::new(capacity), changed: Vec::new() }
    }

    /// Changes the rows that the event names.
    pub(crate) fn apply(&mut self, event: &Event, tables: &mut Tables, reference: &Reference) -> rusqlite::Result<()> {
        for key in P::keys(event) {
            if let Some(cached) = self.cache.get_mut(&key) {
                P::apply(&mut cached.row, event);
                if cached.is == Standing::Written {
                    cached.is = Standing::Changed;
                    self.changed.push(key);
                }
                continue;
            }
            let mut row = P::load(tables.reader(), &key)?.unwrap_or_default();
            P::apply(&mut row, event);
            self.changed.push(key.clone());
            let evicted = self.cache.push(key, Cached { row, is: Standing::Changed });
            if let Some((key, Cached { mut row, is: Standing::Changed })) = evicted {
                P::store(tables.writer()?, &key, &mut row, reference)?;
            }
        }
        Ok(())
    }

    /// Writes the changed rows.
    pub(crate) fn write(&mut self, tables: &mut Tables, reference: &Reference) -> rusqlite::Result<()> {
        self.changed.sort_unstable();
        for key in self.changed.drain(..) {
            // One that is gone was written when it was evicted.
            let Some(cached) = self.cache.peek_mut(&key) else { continue };
            if cached.is == Standing::Changed {
                P::store(tables.writer()?, &key, &mut cached.row, reference)?;
                cached.is = Standing::Written;
            }
        }
        Ok(())
    }
}
