//! Carrying the write-ahead log over into the file, in a thread of its own: it costs two syncs, and no commit waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::Receiver;
use std::time::Duration;

use rusqlite::Connection;

use super::tail::Head;

/// Frames (pages, of 4 KiB) that a log gathers before it is carried over.
const OFTEN: u64 = 2048;

/// Frames at which the writer helps. A log can start again at its beginning only at a moment when all of it is carried
/// over, and under steady load such a moment must be made.
const MANY: u64 = 4 * OFTEN;

/// What the writer and the carrier know of the write-ahead log.
pub(super) struct Wal {
    often: u64,
    /// Frames in it after the last commit.
    frames: AtomicU64,
    /// Frames of it that were carried over.
    carried: AtomicU64,
    /// The carrier has just carried over nearly all of a long log.
    nearly: AtomicBool,
}

impl Wal {
    pub(super) fn new(often: Option<u64>) -> Self {
        Self { often: often.unwrap_or(OFTEN), frames: 0.into(), carried: 0.into(), nearly: false.into() }
    }

    /// The writer has committed, and the log has so many frames. Fewer than before: it has started again.
    pub(super) fn committed(&self, frames: u64) {
        if self.frames.swap(frames, Relaxed) > frames {
            self.carried.store(0, Relaxed);
        }
    }

    /// Whether it is time to carry over.
    pub(super) fn is_due(&self) -> bool {
        self.frames.load(Relaxed).saturating_sub(self.carried.load(Relaxed)) >= self.often
    }

    /// Whether the writer should carry over the rest now; once each time.
    pub(super) fn take_nearly(&self) -> bool {
        self.nearly.load(Relaxed) && self.nearly.swap(false, Relaxed)
    }
}

/// The thread that carries over.
pub(super) struct Carrier {
    pub(super) connection: Connection,
    pub(super) woken: Receiver<()>,
    pub(super) wal: Arc<Wal>,
    pub(super) head: Arc<Head>,
}

impl Carrier {
    /// Carries over each time it is woken, and at the end what is left, so that the next start has nothing to read twice.
    /// After a failed commit the files stay as they are, for the process that comes next.
    pub(super) fn run(self) {
        let failed = || self.head.failed.borrow().is_some();
        while self.woken.recv().is_ok() {
            if failed() {
                continue;
            }
            if let Some(frames) = carry(&self.connection) {
                self.wal.carried.store(frames, Relaxed);
                self.wal.nearly.store(frames >= MANY / OFTEN * self.wal.often, Relaxed);
            }
        }
        if !failed() {
            let whole = self
                .connection
                .busy_timeout(Duration::from_millis(100))
                .and_then(|()| self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
            whole.unwrap_or_else(|error| warn(&error));
        }
    }
}

/// Carries over what no reader still needs, and tells how many frames are. A failure loses nothing: the log still holds
/// everything, grows, and is carried over another time.
pub(super) fn carry(connection: &Connection) -> Option<u64> {
    let carried = connection
        .prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")
        .and_then(|mut pragma| pragma.query_row([], |row| row.get::<_, i64>(2)));
    match carried {
        Ok(frames) => u64::try_from(frames).ok(),
        Err(error) => {
            warn(&error);
            None
        }
    }
}

fn warn(error: &rusqlite::Error) {
    tracing::warn!(error = error as &dyn std::error::Error, "the write-ahead log cannot be carried over");
}
