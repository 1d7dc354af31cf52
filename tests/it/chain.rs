//! What must be so of every log, whatever happened to the program that wrote it.

use std::collections::HashMap;

use events_schema::{Envelope, EventHash, RecordedEvent, Revision, StreamName};

/// Asserts that positions and revisions have no gap, and that every event carries the hash of the one before.
#[track_caller]
pub(crate) fn check_whole(log: &[RecordedEvent]) {
    let mut ends: HashMap<&StreamName, (Revision, EventHash)> = HashMap::new();
    for (position, event) in (0_u64..).zip(log) {
        assert_eq!(event.position.0, position, "the log has a gap before {} of {}", event.revision, event.stream);
        let envelope: Envelope = serde_json::from_slice(&event.metadata).unwrap();
        let before = ends.get(&event.stream).copied();
        assert_eq!(event.revision, Revision::after(before.map(|(last, _)| last)), "{} has a gap", event.stream);
        assert_eq!(
            envelope.previous,
            before.map(|(_, hash)| hash),
            "the chain of {} is broken at revision {}",
            event.stream,
            event.revision
        );
        ends.insert(&event.stream, (event.revision, event.hash()));
    }
}
