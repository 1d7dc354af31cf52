//! The last events of the log in memory, so that live readers and the retries of commands do not touch the file.

use std::collections::{HashMap, VecDeque};
use std::sync::{PoisonError, RwLock};

use events_schema::{Position, RecordedEvent, Revision, StreamName};
use tokio::sync::watch;

const MOST_EVENTS: usize = 8192;
const MOST_BYTES: usize = 16 << 20;

/// What the writer publishes and everybody reads: the end of the log, and whether writing has failed.
pub(super) struct Head {
    tail: RwLock<Tail>,
    pub(super) length: watch::Sender<u64>,
    pub(super) failed: watch::Sender<Option<String>>,
}

impl Head {
    pub(super) fn new(length: u64) -> Self {
        Self {
            tail: RwLock::new(Tail { first: length, ..Tail::default() }),
            length: watch::Sender::new(length),
            failed: watch::Sender::new(None),
        }
    }

    /// Shows events that are durable. The tail comes before the length: who is woken finds them.
    pub(super) fn publish(&self, events: Vec<RecordedEvent>) {
        let mut tail = self.tail.write().unwrap_or_else(PoisonError::into_inner);
        events.into_iter().for_each(|event| tail.push(event));
        let length = tail.first + tail.events.len() as u64;
        drop(tail);
        self.length.send_replace(length);
    }

    /// A page of the log, unless it begins before what is kept.
    pub(super) fn page(&self, from: Position, limit: usize) -> Option<Vec<RecordedEvent>> {
        let tail = self.tail.read().unwrap_or_else(PoisonError::into_inner);
        let skipped = usize::try_from(from.0.checked_sub(tail.first)?).unwrap_or(usize::MAX);
        Some(tail.events.iter().skip(skipped).take(limit).cloned().collect())
    }

    /// A page of a stream, unless the stream is not kept or the page begins before what is kept of it.
    pub(super) fn stream(&self, stream: &StreamName, from: Revision, limit: usize) -> Option<Vec<RecordedEvent>> {
        let tail = self.tail.read().unwrap_or_else(PoisonError::into_inner);
        let kept = tail.streams.get(stream)?;
        let skipped = usize::try_from(from.0.checked_sub(kept.front()?.revision.0)?).unwrap_or(usize::MAX);
        Some(kept.iter().skip(skipped).take(limit).cloned().collect())
    }
}

#[derive(Default)]
struct Tail {
    /// The position of the first event that is kept.
    first: u64,
    events: VecDeque<RecordedEvent>,
    streams: HashMap<StreamName, VecDeque<RecordedEvent>>,
    bytes: usize,
}

impl Tail {
    fn push(&mut self, event: RecordedEvent) {
        self.bytes += weight(&event);
        self.streams.entry(event.stream.clone()).or_default().push_back(event.clone());
        self.events.push_back(event);
        while self.events.len() > MOST_EVENTS || self.bytes > MOST_BYTES {
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        let Some(event) = self.events.pop_front() else { return };
        self.first += 1;
        self.bytes -= weight(&event);
        // The oldest event of the log that is kept is also the oldest one of its stream.
        if let Some(kept) = self.streams.get_mut(&event.stream) {
            kept.pop_front();
            if kept.is_empty() {
                self.streams.remove(&event.stream);
            }
        }
    }
}

fn weight(event: &RecordedEvent) -> usize {
    event.metadata.len() + event.data.len() + size_of::<RecordedEvent>()
}
