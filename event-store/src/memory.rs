//! The log in memory: the fake that tests of other crates use, and the shortest statement of what an engine does.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use events_schema::{NewEvent, Position, RecordedEvent, Revision, StreamName};
use tokio::sync::watch;
use uuid::Uuid;

use crate::port::{Append, AppendError, Appended, EventStore, Outcome, PendingAppend, ReadError, StoreId, check};

/// A log that is gone with the process.
#[derive(Debug)]
pub struct MemoryStore {
    log: Mutex<Log>,
    length: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Log {
    events: Vec<RecordedEvent>,
    /// The positions of the events of each stream; the index is the revision.
    streams: HashMap<StreamName, Vec<usize>>,
}

impl MemoryStore {
    /// An empty log. All of them have the same id, so that what tests print does not change from run to run.
    #[must_use]
    pub fn new() -> Self {
        Self { log: Mutex::default(), length: watch::Sender::new(0) }
    }

    /// A panic while the log is held can only come from a full memory, and leaves whole events behind.
    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl EventStore for MemoryStore {
    fn append(&self, append: Append) -> PendingAppend {
        let mut log = self.log();
        let outcome = log.append(append);
        // The lock is still held, so that the length never goes back.
        self.length.send_if_modified(|length| std::mem::replace(length, log.events.len() as u64) != *length);
        drop(log);
        Box::pin(std::future::ready(outcome))
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        let log = self.log();
        let positions = log.streams.get(stream).map_or(&[][..], Vec::as_slice);
        let wanted = positions.iter().skip(index(from.0)).take(limit);
        Ok(wanted.map(|&position| log.events[position].clone()).collect())
    }

    async fn read_all(&self, from: Position, limit: usize) -> Result<Vec<RecordedEvent>, ReadError> {
        Ok(self.log().events.iter().skip(index(from.0)).take(limit).cloned().collect())
    }

    fn length(&self) -> watch::Receiver<u64> {
        self.length.subscribe()
    }

    fn id(&self) -> StoreId {
        StoreId { id: Uuid::nil(), epoch: 0 }
    }
}

impl Log {
    fn append(&mut self, append: Append) -> Result<Appended, AppendError> {
        check(&append)?;
        let first = index(append.expected.first().0);
        let positions = self.streams.get(&append.stream).map_or(&[][..], Vec::as_slice);
        let current = positions.len().checked_sub(1).map(|last| Revision(last as u64));
        if positions.len() == first {
            return Ok(self.write(append));
        }
        let stored = positions.get(first..first.saturating_add(append.events.len())).unwrap_or_default();
        let same = |(&position, event): (&usize, &NewEvent)| self.events[position].id == event.id;
        match stored.last() {
            Some(&last) if stored.iter().zip(&append.events).all(same) => Ok(Appended {
                revision: self.events[last].revision,
                position: self.events[last].position,
                outcome: Outcome::AlreadyWritten,
            }),
            _ => Err(AppendError::Conflict { current }),
        }
    }

    fn write(&mut self, append: Append) -> Appended {
        let positions = self.streams.entry(append.stream.clone()).or_default();
        for event in append.events {
            let NewEvent { id, kind, version, metadata, data } = event;
            self.events.push(RecordedEvent {
                position: Position(self.events.len() as u64),
                stream: append.stream.clone(),
                revision: Revision(positions.len() as u64),
                id,
                kind: kind.into(),
                version,
                metadata: metadata.into(),
                data: data.into(),
            });
            positions.push(self.events.len() - 1);
        }
        Appended {
            revision: Revision(positions.len() as u64 - 1),
            position: Position(self.events.len() as u64 - 1),
            outcome: Outcome::Written,
        }
    }
}

/// A place as an index; one that is beyond what an address can name is beyond every end.
fn index(place: u64) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
