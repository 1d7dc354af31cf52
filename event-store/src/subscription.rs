//! Following the log: what is there, then what comes.

use std::sync::Arc;
use std::time::Duration;

use events_schema::{Position, RecordedEvent};
use tokio::sync::watch;

use crate::port::{EventStore, ReadError};

/// How many events come at once. Enough to make a transaction of the reader worth its price, and small in memory.
const PAGE: usize = 1024;

/// A reader's place in the log. It delivers every event from there on once and in order, and never ends by itself.
pub struct Subscription {
    store: Arc<dyn EventStore>,
    length: watch::Receiver<u64>,
    next: Position,
    behind: bool,
    rest: Duration,
    at_end: bool,
}

/// What a subscription says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The next events, at least one.
    Events(Vec<RecordedEvent>),
    /// The reader has everything that was durable a moment ago. It is said at the start and each time that the reader
    /// has fallen behind by more than a page and has come back.
    CaughtUp,
}

impl Subscription {
    /// Follows the log from a position on.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>, from: Position) -> Self {
        let length = store.length();
        Self { store, length, next: from, behind: true, rest: Duration::ZERO, at_end: false }
    }

    /// Lets at least so much time pass between two deliveries from the end of the log. The first event after a pause comes
    /// at once; of many in a row those of one rest come together, for a reader's commit of few rows costs as much as one of
    /// hundreds.
    #[must_use]
    pub fn resting(self, rest: Duration) -> Self {
        Self { rest, ..self }
    }

    /// Rests so long from now on.
    pub fn rest_for(&mut self, rest: Duration) {
        self.rest = rest;
    }

    /// The next message. A call that is dropped half way has taken nothing.
    ///
    /// # Errors
    ///
    /// The log cannot be read, or is closed. The same place can be asked for again.
    pub async fn next(&mut self) -> Result<Message, ReadError> {
        if self.at_end && !self.rest.is_zero() {
            tokio::time::sleep(self.rest).await;
        }
        self.at_end = false;
        loop {
            if *self.length.borrow_and_update() > self.next.0 {
                let events = self.store.read_all(self.next, PAGE).await?;
                if let Some(last) = events.last() {
                    self.next = last.position.next();
                    self.behind |= events.len() == PAGE;
                    self.at_end = events.len() < PAGE;
                    return Ok(Message::Events(events));
                }
            } else if self.behind {
                self.behind = false;
                return Ok(Message::CaughtUp);
            }
            self.length.changed().await.map_err(|_| ReadError("the log is closed".into()))?;
        }
    }

    /// Whether what it delivered last went to the end of the log.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.at_end
    }

    /// The position of the next event that it will deliver.
    #[must_use]
    pub fn position(&self) -> Position {
        self.next
    }
}
