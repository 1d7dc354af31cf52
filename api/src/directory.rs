//! Reference data and API keys in memory, kept by following the log. Small, and asked by every command.

use std::collections::HashMap;
use std::sync::Arc;

use domain::access::ApiKey;
use domain::{Aggregate, Reference};
use event_store::{EventStore, Message, ReadError, Subscription};
use events_schema::facts::access::AccessFact;
use events_schema::ids::KeyId;
use events_schema::{DecodeError, Entry, FactSet, Position, RecordedEvent};
use tokio::sync::watch;

/// What every command asks, at one position of the log.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Directory, policies and calendars.
    pub reference: Arc<Reference>,
    /// API keys by their public part.
    pub keys: Arc<HashMap<KeyId, ApiKey>>,
    /// How many events of the log are in it.
    pub length: u64,
}

/// Why the reference data cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event of the directory cannot be read, so that every decision would rest on guesses.
    #[error("the directory cannot be folded")]
    Decode(#[from] DecodeError),
}

/// The newest snapshot, and the task that keeps it.
#[derive(Debug, Clone)]
pub struct Directory(watch::Receiver<Snapshot>);

impl Directory {
    /// The newest snapshot.
    #[must_use]
    pub fn now(&self) -> Snapshot {
        self.0.borrow().clone()
    }

    /// Waits until an event of the directory is in the snapshot.
    pub async fn reaches(&self, position: Position) {
        let mut snapshots = self.0.clone();
        // The follower may end before, on an error that it logs: then the newest snapshot has to do.
        let _ = snapshots.wait_for(|snapshot| snapshot.length > position.0).await;
    }

    /// Folds the log up to now, and follows it from then on.
    ///
    /// # Errors
    /// If the log cannot be read or holds what this program does not know.
    pub async fn follow(store: Arc<dyn EventStore>) -> Result<Self, DirectoryError> {
        let mut snapshot = Snapshot::default();
        let mut subscription = Subscription::new(store, Position(0));
        while let Message::Events(events) = subscription.next().await? {
            snapshot.take_in(&events)?;
        }
        let (publish, newest) = watch::channel(snapshot.clone());
        tokio::spawn(async move {
            loop {
                let followed = match subscription.next().await {
                    Ok(Message::Events(events)) => snapshot.take_in(&events).map_err(DirectoryError::from),
                    Ok(Message::CaughtUp) => Ok(()),
                    Err(error) => Err(error.into()),
                };
                if let Err(error) = followed {
                    tracing::error!(%error, "the directory stopped following the log");
                    return;
                }
                if publish.send(snapshot.clone()).is_err() {
                    return;
                }
            }
        });
        Ok(Self(newest))
    }
}

/// Whether decisions rest on the streams of this category.
#[must_use]
pub fn is_reference(category: &str) -> bool {
    category == AccessFact::CATEGORY || Reference::CATEGORIES.contains(&category)
}

impl Snapshot {
    fn take_in(&mut self, events: &[RecordedEvent]) -> Result<(), DecodeError> {
        for event in events {
            let category = event.stream.category();
            if category == AccessFact::CATEGORY {
                let entry = Entry::decode(event)?;
                if let Ok(id) = event.stream.key().parse() {
                    Arc::make_mut(&mut self.keys).entry(id).or_default().evolve(&entry);
                }
            } else if Reference::CATEGORIES.contains(&category) {
                Arc::make_mut(&mut self.reference).apply(event)?;
            }
            self.length = event.position.next().0;
        }
        Ok(())
    }
}
