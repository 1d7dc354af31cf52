//! The only place that reads a clock.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use async_trait::async_trait;
use events_schema::{Duration, Timestamp};
use tokio::sync::oneshot;

/// A source of time. The program has the system's; tests have one that they move.
#[async_trait]
pub trait Clock: Send + Sync + 'static {
    /// The current time.
    fn now(&self) -> Timestamp;

    /// Returns when it is `at` or later.
    async fn reaches(&self, at: Timestamp);
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let micros = since_epoch.map_or(0, |length| i64::try_from(length.as_micros()).unwrap_or(i64::MAX));
        Timestamp::from_micros(micros)
    }

    /// The clock of a machine may be set while we sleep, so we look again at least every half minute.
    async fn reaches(&self, at: Timestamp) {
        const LONGEST: i64 = 30_000_000;
        loop {
            let left = at.since(self.now()).as_micros();
            let Ok(left) = u64::try_from(left.min(LONGEST)) else { return };
            if left == 0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_micros(left)).await;
        }
    }
}

/// A clock that stands still until somebody moves it.
#[derive(Debug, Clone)]
pub struct VirtualClock(Arc<Mutex<Virtual>>);

#[derive(Debug)]
struct Virtual {
    now: Timestamp,
    waiting: BTreeMap<Timestamp, Vec<oneshot::Sender<()>>>,
}

impl VirtualClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(Virtual { now, waiting: BTreeMap::new() })))
    }

    /// Moves the clock on, and wakes whoever waits for a time until then.
    pub fn advance(&self, by: Duration) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.now = inner.now + by;
        let next = inner.now + Duration::from_micros(1);
        let later = inner.waiting.split_off(&next);
        for (_, woken) in std::mem::replace(&mut inner.waiting, later) {
            for sleeper in woken {
                // Whoever stopped waiting has dropped his end.
                let _ = sleeper.send(());
            }
        }
    }
}

#[async_trait]
impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).now
    }

    async fn reaches(&self, at: Timestamp) {
        let woken = {
            let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if at <= inner.now {
                return;
            }
            let (wake, woken) = oneshot::channel();
            inner.waiting.entry(at).or_default().push(wake);
            woken
        };
        // The clock itself is gone when the sender is dropped, and then nobody needs to be woken.
        let _ = woken.await;
    }
}

/// How long something took, for logs, metrics and progress. It never enters a decision or an event.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts to measure.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// One that was started so long ago, if the machine runs as long.
    #[cfg(test)]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub(crate) fn started(ago: std::time::Duration) -> Self {
        Self(Instant::now().checked_sub(ago).unwrap_or_else(Instant::now))
    }

    /// The time since the start.
    #[must_use]
    pub fn elapsed(&self) -> std::time::Duration {
        self.0.elapsed()
    }
}
