//! The files to which events refer, as the log says.

use std::collections::HashMap;

use event_store::{EventStore, ReadError};
use events_schema::attachment::Attachment;
use events_schema::{Digest256, Position, Revision, StreamName};
use serde::Serialize;

use super::check::CheckError;

/// How many events are read at once.
const PAGE: usize = 2_048;

/// An event that refers to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Referrer {
    /// Its stream.
    pub stream: StreamName,
    /// Its place there.
    pub revision: Revision,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
}

/// Where the log refers to a file, and which size it says that the file has. What the event is called is read again for the
/// few that are named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference {
    pub(super) at: Position,
    pub(super) size: u64,
}

/// Every file to which the log refers, as far as it was read.
#[derive(Debug)]
pub(super) struct Referred {
    next: Position,
    by_hash: HashMap<Digest256, Vec<Reference>>,
}

impl Referred {
    /// Before the log is read.
    pub(super) fn none() -> Self {
        Self { next: Position(0), by_hash: HashMap::new() }
    }

    /// Reads on to the end of the log.
    pub(super) async fn read_on(&mut self, log: &dyn EventStore) -> Result<(), CheckError> {
        loop {
            let page = log.read_all(self.next, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            let next = last.position.next();
            for event in &page {
                let data = serde_json::from_slice(&event.data);
                let data = data.map_err(|error| CheckError::Unreadable(event.position, error))?;
                for Attachment { hash, size, .. } in Attachment::all_in(&data) {
                    self.by_hash.entry(hash).or_default().push(Reference { at: event.position, size });
                }
            }
            self.next = next;
        }
    }

    /// How many files they are.
    pub(super) fn len(&self) -> usize {
        self.by_hash.len()
    }

    pub(super) fn knows(&self, hash: Digest256) -> bool {
        self.by_hash.contains_key(&hash)
    }

    /// Each of them with what refers to it, in the order of the log.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Digest256, &[Reference])> {
        self.by_hash.iter().map(|(hash, references)| (*hash, references.as_slice()))
    }
}

/// The events behind references.
pub(super) async fn referrers(log: &dyn EventStore, references: &[Reference]) -> Result<Vec<Referrer>, ReadError> {
    let mut found = Vec::new();
    for reference in references {
        let events = log.read_all(reference.at, 1).await?;
        found.extend(events.into_iter().map(|event| Referrer {
            stream: event.stream,
            revision: event.revision,
            kind: event.kind.to_string(),
        }));
    }
    Ok(found)
}
