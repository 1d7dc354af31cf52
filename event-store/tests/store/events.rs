//! Events and appends for tests.

use std::collections::{HashMap, HashSet};

use event_store::{Append, AppendError, Appended, EventStore, Expected, Outcome};
use events_schema::{EventId, NewEvent, Position, RecordedEvent, Revision, StreamName};
use uuid::Uuid;

pub(crate) fn stream(name: &str) -> StreamName {
    name.parse().unwrap()
}

/// An event with this number as its id; everything else follows from the number.
pub(crate) fn event(number: u128) -> NewEvent {
    let kind = ["ticket.reported", "ticket.classified", "ticket.closed"][(number % 3) as usize];
    NewEvent {
        id: EventId::from_uuid(Uuid::from_u128(number)),
        kind,
        version: 1 + (number % 2) as u32,
        metadata: format!("{{\"number\":{number}}}").into_bytes(),
        data: vec![number as u8; 20 + (number % 200) as usize],
    }
}

pub(crate) fn events(numbers: impl IntoIterator<Item = u128>) -> Vec<NewEvent> {
    numbers.into_iter().map(event).collect()
}

/// What is expected of a stream that holds so many events.
pub(crate) fn holding(count: u64) -> Expected {
    Expected::after(count.checked_sub(1).map(Revision))
}

pub(crate) fn append(name: &str, held: u64, numbers: impl IntoIterator<Item = u128>) -> Append {
    Append { stream: stream(name), expected: holding(held), events: events(numbers) }
}

pub(crate) fn written(revision: u64, position: u64) -> Result<Appended, AppendError> {
    let (revision, position) = (Revision(revision), Position(position));
    Ok(Appended { revision, position, outcome: Outcome::Written })
}

pub(crate) fn already(revision: u64, position: u64) -> Result<Appended, AppendError> {
    let (revision, position) = (Revision(revision), Position(position));
    Ok(Appended { revision, position, outcome: Outcome::AlreadyWritten })
}

pub(crate) fn conflict(count: u64) -> Result<Appended, AppendError> {
    Err(AppendError::Conflict { current: count.checked_sub(1).map(Revision) })
}

/// The whole log.
pub(crate) async fn everything(store: &dyn EventStore) -> Vec<RecordedEvent> {
    store.read_all(Position(0), usize::MAX).await.unwrap()
}

/// The number that an event was made from.
pub(crate) fn number(event: &RecordedEvent) -> u128 {
    event.id.as_uuid().as_u128()
}

/// Whether every event is whole, and no place is empty or taken twice.
pub(crate) fn sound(log: &[RecordedEvent]) -> Result<(), String> {
    let mut streams = HashMap::new();
    let mut ids = HashSet::new();
    for (position, recorded) in (0..).zip(log) {
        let RecordedEvent { id, stream, revision, .. } = recorded;
        let made = event(number(recorded));
        let next = streams.entry(stream).or_insert(0);
        if recorded.position.0 != position || revision.0 != *next {
            return Err(format!(
                "{id} is at {stream} {revision} in place of {next}, {} of {position}",
                recorded.position
            ));
        }
        *next += 1;
        if !ids.insert(id) {
            return Err(format!("{id} is there twice"));
        }
        let content = (&*recorded.kind, recorded.version, &*recorded.metadata, &*recorded.data);
        if content != (made.kind, made.version, &*made.metadata, &*made.data) {
            return Err(format!("{id} is not as it was appended"));
        }
    }
    Ok(())
}

pub(crate) fn assert_sound(log: &[RecordedEvent]) {
    sound(log).unwrap();
}
