//! The port to the log, and its engines.
//!
//! One ordered log of events; each belongs to a stream and has a revision there. The port is what an embedded engine and
//! a KurrentDB cluster can both promise, and no more: append to one stream under an expected revision, read a stream,
//! read all from a position, follow. Nothing is ever deleted.
//!
//! May not know: what the events mean.

mod port;

mod subscription;

mod memory;

mod sqlite;

#[cfg(feature = "cluster")]
mod cluster;

#[cfg(feature = "cluster")]
pub use cluster::{ClusterAppended, ClusterEvent, ClusterLog, ClusterMessage, ClusterPosition, ClusterSubscription};
pub use memory::MemoryStore;
pub use port::{
    Append, AppendError, Appended, EventStore, Expected, MAX_APPEND_BYTES, Outcome, PendingAppend, ReadError, Refused,
    StoreId,
};
#[doc(hidden)]
pub use sqlite::Tuning;
pub use sqlite::{OpenError, SqliteStore};
pub use subscription::{Message, Subscription};
