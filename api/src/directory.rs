//! Reference data and API keys in memory, kept by following the log. Small, and asked by every command.

mod places;

use std::collections::HashMap;
use std::sync::Arc;

use domain::access::ApiKey;
use domain::{Aggregate, Reference};
use event_store::{EventStore, Message, ReadError, Subscription};
use events_schema::facts::access::AccessFact;
use events_schema::ids::KeyId;
use events_schema::{DecodeError, Entry, FactSet, Position, RecordedEvent};
pub use places::Places;
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
    /// The file of its places cannot be used.
    #[error("the file of the directory's places cannot be used")]
    Places(#[from] rusqlite::Error),
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

    /// Folds the log up to now, and follows it from then on. Where places are kept, only they are read of what is known.
    ///
    /// # Errors
    /// If the log cannot be read or holds what this program does not know.
    pub async fn follow(store: Arc<dyn EventStore>, places: Option<Places>) -> Result<Self, DirectoryError> {
        let mut snapshot = Snapshot::default();
        let mut kept = Kept { places, new: Vec::new(), next: Position(0) };
        for (first, count) in kept.known()? {
            snapshot.take_in(&store.read_all(first, count).await?)?;
        }
        snapshot.length = kept.next.0;
        let mut subscription = Subscription::new(store, kept.next);
        while let Message::Events(events) = subscription.next().await? {
            snapshot.take_in(&events)?;
            kept.note(&events)?;
        }
        let (publish, newest) = watch::channel(snapshot.clone());
        tokio::spawn(async move {
            loop {
                let followed = match subscription.next().await {
                    Ok(Message::Events(events)) => {
                        let taken = snapshot.take_in(&events).map_err(DirectoryError::from);
                        taken.and_then(|()| kept.note(&events))
                    }
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

/// The places of events that were taken in.
struct Kept {
    places: Option<Places>,
    /// Those that the file does not have yet.
    new: Vec<Position>,
    next: Position,
}

/// After so many events at the latest the file knows of them.
const UNKNOWN: u64 = 65_536;

impl Kept {
    fn known(&mut self) -> rusqlite::Result<Vec<(Position, usize)>> {
        let Some(places) = &self.places else { return Ok(Vec::new()) };
        self.next = places.next()?;
        places.runs()
    }

    fn note(&mut self, events: &[RecordedEvent]) -> Result<(), DirectoryError> {
        let own = events.iter().filter(|event| is_reference(event.stream.category()));
        let before = self.new.len();
        self.new.extend(own.map(|event| event.position));
        let Some(last) = events.last() else { return Ok(()) };
        let is_due = self.new.len() > before || last.position.0 - self.next.0 >= UNKNOWN;
        if is_due { self.keep_to(last.position.next()) } else { Ok(()) }
    }

    fn keep_to(&mut self, next: Position) -> Result<(), DirectoryError> {
        if let Some(places) = &mut self.places {
            places.keep(&self.new, next)?;
        }
        (self.next, self.new) = (next, Vec::new());
        Ok(())
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
