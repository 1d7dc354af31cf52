//! The streams that are in memory, and the locks that put their commands in order.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::Aggregate;
use event_store::EventStore;
use events_schema::StreamName;
use lru::LruCache;

use super::loaded::Loaded;
use crate::attachments::Attachments;
use crate::clock::Clock;
use crate::directory::Directory;
use crate::keys::{KeyStore, PhoneIndex};

/// A stream in memory. The lock is fair, so commands are decided in the order in which they came.
pub(super) type Slot<A> = Arc<tokio::sync::Mutex<Option<Loaded<A>>>>;

type Shard<A> = Mutex<LruCache<StreamName, Slot<A>>>;

/// All streams of one kind.
pub struct Streams<A: Aggregate> {
    shards: Vec<Shard<A>>,
    hasher: RandomState,
    generations: AtomicU64,
    pub(super) around: Surroundings,
}

/// What commands are carried out with.
pub struct Surroundings {
    /// The log.
    pub store: Arc<dyn EventStore>,
    /// The keys of subjects.
    pub keys: Arc<KeyStore>,
    /// Customers by telephone number.
    pub phones: Arc<PhoneIndex>,
    /// Reference data.
    pub directory: Directory,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Files that events refer to.
    pub attachments: Arc<Attachments>,
}

const SHARDS: usize = 16;

/// How many streams of one kind stay in memory; a ticket weighs some ten kilobytes.
const CAPACITY: usize = 20_000;

impl<A: Aggregate> Streams<A> {
    /// No stream in memory yet.
    #[must_use]
    pub fn new(around: Surroundings) -> Self {
        let capacity = NonZeroUsize::new(CAPACITY / SHARDS).unwrap_or(NonZeroUsize::MIN);
        let shards = (0..SHARDS).map(|_| Mutex::new(LruCache::new(capacity))).collect();
        Self { shards, hasher: RandomState::new(), generations: AtomicU64::new(0), around }
    }

    /// The place of a stream. A stream may be dropped from memory while others still hold its place; then two places
    /// decide at once, one of them meets a conflict, and decides again.
    pub(super) fn slot(&self, stream: &StreamName) -> Slot<A> {
        let shard = usize::try_from(self.hasher.hash_one(stream) % SHARDS as u64).unwrap_or(0);
        let mut streams = self.shards[shard].lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(streams.get_or_insert(stream.clone(), Slot::default))
    }

    pub(super) fn next_generation(&self) -> u64 {
        self.generations.fetch_add(1, Ordering::Relaxed)
    }

    /// Drops a state that turned out wrong, unless somebody has loaded it anew.
    pub(super) async fn forget(&self, slot: &Slot<A>, generation: u64) {
        let mut place = slot.lock().await;
        if place.as_ref().is_some_and(|loaded| loaded.generation == generation) {
            *place = None;
        }
    }
}
