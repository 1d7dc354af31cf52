//! The rows in memory. Events change rows here, and a row is written once per batch, however many events changed it.

use std::sync::Arc;

use domain::Reference;
use lru::LruCache;

use crate::event::Event;
use crate::file::Tables;
use crate::projection::Projection;

/// How many bytes of rows stay in memory. Three times as many bring nothing in a rebuild: tickets are over in some weeks.
const MOST: usize = 32 << 20;

/// The rows that were used last, and which of them the tables do not have yet.
pub(crate) struct Rows<P: Projection> {
    cache: LruCache<P::Key, Cached<P::Row>>,
    /// How many bytes they take together.
    weight: usize,
    /// Keys of changed rows, some perhaps written and evicted meanwhile.
    changed: Vec<P::Key>,
}

struct Cached<R> {
    row: R,
    weight: usize,
    is: Standing,
}

enum Standing {
    /// As in the tables.
    Written,
    /// Ahead of the tables. It will be written by the reference data as they stood at its last event.
    Changed(Arc<Reference>),
}

impl<P: Projection> Rows<P> {
    /// No rows yet.
    pub(crate) fn new() -> Self {
        Self { cache: LruCache::unbounded(), weight: 0, changed: Vec::new() }
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
                let before = std::mem::replace(&mut cached.weight, P::weight(&cached.row));
                self.weight = self.weight + cached.weight - before;
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
            let weight = P::weight(&row);
            self.weight += weight;
            self.cache.push(key, Cached { row, weight, is: Standing::Changed(Arc::clone(reference)) });
        }
        self.make_room(tables)
    }

    /// Lets go of the rows that were used longest ago, until all have room; of those that an event changed last one stays.
    fn make_room(&mut self, tables: &mut Tables) -> rusqlite::Result<()> {
        while self.weight > MOST && self.cache.len() > 1 {
            let Some((key, Cached { mut row, weight, is })) = self.cache.pop_lru() else { break };
            self.weight -= weight;
            if let Standing::Changed(at) = is {
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
