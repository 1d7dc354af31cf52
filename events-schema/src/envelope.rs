//! The canonical envelope around every fact, and the hash that chains the events of a stream.
//!
//! An event is stored as two byte strings: `metadata`, the envelope as JSON in the order of the fields below, and `data`,
//! the fact as JSON. Both are final when they are written; nothing re-encodes them, so that a hash can be checked for ever.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::actor::Actor;
use crate::ids::{CommandId, EventId, ImportRun};
use crate::stream::{Position, Revision, StreamName};
use crate::time::{FromText, Timestamp};

/// What is known about an event beside the fact itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Envelope {
    /// When it happened, as reported.
    pub occurred_at: Timestamp,
    /// When it was appended, by the clock of the process that did.
    pub recorded_at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// The command that it comes from; all events of one command share it.
    pub command: CommandId,
    /// The event that it follows from, if no person commanded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub causation: Option<EventId>,
    /// What a longer conversation shares: by default the first command's id.
    pub correlation: CommandId,
    /// A keyed hash over the request, to tell a retry from a reused key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Digest256>,
    /// Where the history comes from.
    #[serde(default, skip_serializing_if = "Origin::is_live")]
    pub origin: Origin,
    /// The W3C trace context of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// The hash of the event before in the same stream; absent at revision 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<EventHash>,
}

/// Where a piece of history comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// It was recorded here as it happened.
    #[default]
    Live,
    /// It was brought in from another system.
    Import {
        /// The run that brought it.
        run: ImportRun,
        /// The gates of the policy that the source does not prove.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unproven: Vec<String>,
    },
    /// It was made up by a simulation.
    Simulation,
}

impl Origin {
    /// Whether it was recorded here as it happened.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        matches!(self, Self::Live)
    }

    /// Whether it was brought in from another system.
    #[must_use]
    pub const fn is_import(&self) -> bool {
        matches!(self, Self::Import { .. })
    }
}

/// A 256-bit digest, written as base64url without padding.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest256(pub [u8; 32]);

/// The hash of an event, over everything that is stored of it.
pub type EventHash = Digest256;

/// Why a text is not a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a digest: 32 bytes in base64url without padding")]
pub struct NotADigest;

impl FromStr for Digest256 {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let mut bytes = [0; 32];
        match BASE64_URL_SAFE_NO_PAD.decode_slice(text, &mut bytes) {
            Ok(32) => Ok(Self(bytes)),
            _ => Err(NotADigest),
        }
    }
}

impl fmt::Display for Digest256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; 43];
        let length = BASE64_URL_SAFE_NO_PAD.encode_slice(self.0, &mut text).map_err(|_| fmt::Error)?;
        f.write_str(str::from_utf8(&text[..length]).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Digest256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest256 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FromText::<Self>::new("a digest"))
    }
}

impl JsonSchema for Digest256 {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Digest256".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "pattern": "^[A-Za-z0-9_-]{43}$",
            "examples": ["47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"],
        })
    }
}

/// An event that is ready to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Its id.
    pub id: EventId,
    /// The name of its type.
    pub kind: &'static str,
    /// The version of its shape.
    pub version: u32,
    /// The canonical envelope.
    pub metadata: Vec<u8>,
    /// The fact.
    pub data: Vec<u8>,
}

impl NewEvent {
    /// What the event weighs against the limit of an append.
    #[must_use]
    pub fn size(&self) -> usize {
        self.metadata.len() + self.data.len() + self.kind.len() + 64
    }

    /// The hash of the event as the one of this revision of this stream.
    #[must_use]
    pub fn hash(&self, stream: &StreamName, revision: Revision) -> EventHash {
        hash(stream, revision, self.id, self.kind, self.version, &self.metadata, &self.data)
    }
}

/// An event as the log returns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEvent {
    /// Its place in the whole log.
    pub position: Position,
    /// Its stream.
    pub stream: StreamName,
    /// Its place in the stream.
    pub revision: Revision,
    /// Its id.
    pub id: EventId,
    /// The name of its type.
    pub kind: Arc<str>,
    /// The version of its shape.
    pub version: u32,
    /// The canonical envelope, byte for byte as it was appended. Every reader of the log shares the bytes.
    pub metadata: Arc<[u8]>,
    /// The fact, byte for byte as it was appended.
    pub data: Arc<[u8]>,
}

impl RecordedEvent {
    /// The hash of the event, which the next one of its stream carries.
    #[must_use]
    pub fn hash(&self) -> EventHash {
        hash(&self.stream, self.revision, self.id, &self.kind, self.version, &self.metadata, &self.data)
    }
}

/// SHA-256 over a tag, the place, the identity, the envelope and the hash of the payload; texts with their lengths in
/// front. The payload enters by its own hash, so that a proof can leave the payload out. Position and server time do not
/// enter: they are unknown when a cluster is asked to append.
fn hash(
    stream: &StreamName,
    revision: Revision,
    id: EventId,
    kind: &str,
    version: u32,
    metadata: &[u8],
    data: &[u8],
) -> EventHash {
    let mut hasher = Sha256::new();
    hasher.update(b"flywheel event 1\n");
    for part in [stream.as_str().as_bytes(), kind.as_bytes(), metadata] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.update(revision.0.to_be_bytes());
    hasher.update(version.to_be_bytes());
    hasher.update(id.as_uuid().as_bytes());
    hasher.update(Sha256::digest(data));
    Digest256(hasher.finalize().into())
}
