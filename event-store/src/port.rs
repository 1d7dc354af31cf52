//! What every engine promises.

use std::collections::HashSet;

use async_trait::async_trait;
use events_schema::{NewEvent, Position, RecordedEvent, Revision, StreamName};
use futures_util::future::BoxFuture;
use tokio::sync::watch;
use uuid::Uuid;

/// The most bytes that one append may hold. A cluster refuses 1 MiB; this leaves room for its own frame.
pub const MAX_APPEND_BYTES: usize = 1_000_000;

/// Events for one stream, all or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The stream.
    pub stream: StreamName,
    /// What the stream must hold.
    pub expected: Expected,
    /// What to write, in order.
    pub events: Vec<NewEvent>,
}

/// What a stream must hold for an append to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Nothing yet.
    NoStream,
    /// Everything up to this revision.
    Exact(Revision),
}

impl Expected {
    /// What is expected of a stream that ends at `last`.
    #[must_use]
    pub fn after(last: Option<Revision>) -> Self {
        last.map_or(Self::NoStream, Self::Exact)
    }

    /// The revision of the first event of the append.
    #[must_use]
    pub fn first(self) -> Revision {
        match self {
            Self::NoStream => Revision::FIRST,
            // A revision that nothing can follow is one that no stream has; it must not wrap round to the first.
            Self::Exact(last) => Revision(last.0.saturating_add(1)),
        }
    }
}

/// An append that is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The revision of its last event.
    pub revision: Revision,
    /// The position of its last event.
    pub position: Position,
    /// Whether this call wrote it.
    pub outcome: Outcome,
}

/// Whether an append was written now or before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// This call wrote it.
    Written,
    /// The very same events stood there already: the call was a retry.
    AlreadyWritten,
}

/// Why an append is not known to be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The stream holds something else than expected; nothing was written.
    #[error("the stream ends at {}", .current.map_or_else(|| "nothing".to_owned(), |r| format!("revision {r}")))]
    Conflict {
        /// Where the stream ends.
        current: Option<Revision>,
    },
    /// Nothing was written, and the same append would be refused again.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// It may be written or not. Only the very same bytes may be sent again, never a new decision.
    #[error("it is not known whether the events were written: {reason}")]
    Unknown {
        /// What went wrong.
        reason: String,
    },
}

/// Why an append is refused as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It holds no event.
    #[error("an append needs at least one event")]
    Empty,
    /// It holds one id twice.
    #[error("an append may not hold the same event id twice")]
    RepeatedId,
    /// It is too large.
    #[error("the append has {size} bytes; at most {limit} are allowed")]
    TooLarge {
        /// Its size.
        size: usize,
        /// The limit.
        limit: usize,
    },
    /// There is no room for it. Room may come, and then the same append is welcome.
    #[error("the disk is full")]
    DiskFull,
    /// The store was opened for reading, or is closing.
    #[error("the store takes no writes")]
    NotWritable,
}

/// Why events cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the log cannot be read")]
pub struct ReadError(#[from] pub Box<dyn std::error::Error + Send + Sync>);

/// Which log this is. It stays with the log through backup and restore; the epoch rises with each restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StoreId {
    /// The log.
    pub id: Uuid,
    /// How often it was restored.
    pub epoch: u64,
}

/// The outcome of an append that is queued.
pub type PendingAppend = BoxFuture<'static, Result<Appended, AppendError>>;

/// The log.
#[async_trait]
pub trait EventStore: Send + Sync + 'static {
    /// Queues an append. The call itself is the place in the queue: appends of one caller are written in the order of
    /// his calls, whether or not he waits. The future ends when the events are durable, or with the reason why not.
    fn append(&self, append: Append) -> PendingAppend;

    /// At most `limit` events of a stream, from a revision on. A stream that does not exist has no events.
    async fn read_stream(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError>;

    /// At most `limit` events of the log, from a position on.
    async fn read_all(&self, from: Position, limit: usize) -> Result<Vec<RecordedEvent>, ReadError>;

    /// How many events the log holds, durable ones only: the position of the next one. Changes wake the receiver.
    fn length(&self) -> watch::Receiver<u64>;

    /// Which log this is.
    fn id(&self) -> StoreId;

    /// How large the engine's write-ahead log is, in bytes, if it has one of its own.
    fn wal_bytes(&self) -> Option<u64> {
        None
    }
}

/// The checks that every engine makes before it sends or writes.
pub(crate) fn check(append: &Append) -> Result<(), Refused> {
    if append.events.is_empty() {
        return Err(Refused::Empty);
    }
    let size = append.events.iter().map(NewEvent::size).sum();
    if size > MAX_APPEND_BYTES {
        return Err(Refused::TooLarge { size, limit: MAX_APPEND_BYTES });
    }
    let mut ids = HashSet::new();
    if append.events.iter().any(|event| !ids.insert(event.id)) {
        return Err(Refused::RepeatedId);
    }
    Ok(())
}
