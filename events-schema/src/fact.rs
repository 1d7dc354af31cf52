//! The codec: the only way from a fact to stored bytes and back.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::envelope::{Envelope, EventHash, RecordedEvent};
use crate::ids::EventId;
use crate::personal::Personal;
use crate::stream::{Position, Revision, StreamName};

/// Something that happened, in one shape. The names below are the storage format: a published shape is never edited,
/// a new one gets a new version and an upcast from the one before.
pub trait Fact:
    Clone + PartialEq + std::fmt::Debug + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static
{
    /// The name of the type, the same for all versions.
    const TYPE: &'static str;
    /// The version of this shape, from 1.
    const VERSION: u32;
    /// The shape before this one.
    type Previous: Older + Into<Self>;

    /// The personal values of the fact, with the labels under which they are sealed.
    fn personal(&mut self) -> Vec<(&'static str, &mut Personal)> {
        Vec::new()
    }
}

/// A shape that may be found in the log: a fact, or the nothing before version 1.
pub trait Older: Sized {
    /// Reads a payload of this version or an older one, walking the upcasts up to this shape.
    ///
    /// # Errors
    /// If the version is not one of them, or the payload does not have its shape.
    fn decode(version: u32, data: &[u8]) -> Result<Self, PayloadError>;

    /// This version and all before it, with their schemas, oldest first.
    fn versions(generator: &mut SchemaGenerator) -> Vec<(u32, Schema)>;
}

impl<F: Fact> Older for F {
    fn decode(version: u32, data: &[u8]) -> Result<Self, PayloadError> {
        if version == F::VERSION {
            serde_json::from_slice(data).map_err(PayloadError::Shape)
        } else if version > F::VERSION {
            Err(PayloadError::Newer { known: F::VERSION })
        } else {
            F::Previous::decode(version, data).map(Into::into)
        }
    }

    fn versions(generator: &mut SchemaGenerator) -> Vec<(u32, Schema)> {
        let mut versions = F::Previous::versions(generator);
        versions.push((F::VERSION, generator.root_schema_for::<F>()));
        versions
    }
}

/// The shape before version 1: there is none.
#[derive(Debug, Clone, Copy)]
pub enum Nothing {}

impl Older for Nothing {
    fn decode(_: u32, _: &[u8]) -> Result<Self, PayloadError> {
        Err(PayloadError::NeverWritten)
    }

    fn versions(_: &mut SchemaGenerator) -> Vec<(u32, Schema)> {
        Vec::new()
    }
}

/// Why the payload of a known type cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    /// A newer program wrote it.
    #[error("its version is newer than {known}, the newest that this program knows")]
    Newer {
        /// The newest known version.
        known: u32,
    },
    /// No program ever wrote this version.
    #[error("there is no such version")]
    NeverWritten,
    /// The payload does not have the shape of its version.
    #[error("its payload does not have the shape of its version")]
    Shape(#[source] serde_json::Error),
}

/// Why an event cannot be read. Whoever meets it stops: an unread event is never skipped.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// This program does not know the type; a newer one wrote it, or another program.
    #[error("event {revision} of {stream} has the unknown type `{kind}`")]
    UnknownType {
        /// The event's stream.
        stream: StreamName,
        /// Its place there.
        revision: Revision,
        /// Its type.
        kind: String,
    },
    /// The type is known, its payload is not readable.
    #[error("event {revision} of {stream}, `{kind}` version {version}, cannot be read")]
    Payload {
        /// The event's stream.
        stream: StreamName,
        /// Its place there.
        revision: Revision,
        /// Its type.
        kind: String,
        /// Its version.
        version: u32,
        /// What is wrong with it.
        #[source]
        source: PayloadError,
    },
    /// The envelope is not ours.
    #[error("the envelope of event {revision} of {stream} cannot be read")]
    Envelope {
        /// The event's stream.
        stream: StreamName,
        /// Its place there.
        revision: Revision,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
}

/// The facts that one kind of stream holds.
pub trait FactSet: Clone + PartialEq + std::fmt::Debug + Send + Sync + 'static {
    /// The category of the streams.
    const CATEGORY: &'static str;

    /// The name of the fact's type.
    fn kind(&self) -> &'static str;
    /// The version that is written today.
    fn version(&self) -> u32;
    /// The personal values of the fact.
    fn personal(&mut self) -> Vec<(&'static str, &mut Personal)>;
    /// The payload as it is stored.
    ///
    /// # Errors
    /// If a personal value is not sealed.
    fn encode(&self) -> Result<Vec<u8>, serde_json::Error>;
    /// Writes the payload into something larger.
    ///
    /// # Errors
    /// If a personal value is not sealed.
    fn serialize_payload<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    /// The fact that a payload holds; `None` if the type is not one of these facts.
    ///
    /// # Errors
    /// If the payload cannot be read as that type.
    fn decode(kind: &str, version: u32, data: &[u8]) -> Option<Result<Self, PayloadError>>;
    /// Every type with every version ever written.
    fn catalogue() -> Vec<FactSpec>;
}

/// One type of fact in the catalogue.
#[derive(Debug, Clone)]
pub struct FactSpec {
    /// The category of its streams.
    pub category: &'static str,
    /// The name of the type.
    pub kind: &'static str,
    /// Its versions with their schemas, oldest first.
    pub versions: Vec<(u32, Schema)>,
}

/// A recorded fact with what a fold may know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<F> {
    /// Its place in the whole log; `None` while it is decided but not yet stored.
    pub position: Option<Position>,
    /// Its id.
    pub id: EventId,
    /// Its place in the stream.
    pub revision: Revision,
    /// Its envelope.
    pub envelope: Envelope,
    /// What happened.
    pub fact: F,
}

impl<F: FactSet> Entry<F> {
    /// Reads a recorded event.
    ///
    /// # Errors
    /// If its type or version is unknown, or its bytes do not have their shape.
    pub fn decode(event: &RecordedEvent) -> Result<Self, DecodeError> {
        let at = || (event.stream.clone(), event.revision);
        let envelope = serde_json::from_slice(&event.metadata).map_err(|source| {
            let (stream, revision) = at();
            DecodeError::Envelope { stream, revision, source }
        })?;
        let fact = match F::decode(&event.kind, event.version, &event.data) {
            Some(Ok(fact)) => fact,
            Some(Err(source)) => {
                let (stream, revision) = at();
                return Err(DecodeError::Payload {
                    stream,
                    revision,
                    kind: event.kind.to_string(),
                    version: event.version,
                    source,
                });
            }
            None => {
                let (stream, revision) = at();
                return Err(DecodeError::UnknownType { stream, revision, kind: event.kind.to_string() });
            }
        };
        Ok(Self { position: Some(event.position), id: event.id, revision: event.revision, envelope, fact })
    }
}

/// The end of a stream, as the next event has to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tail {
    /// The last revision.
    pub revision: Revision,
    /// The hash of the event there.
    pub hash: EventHash,
}

/// Makes a struct a fact: `fact!(Shape, "type.name", version)`, or `fact!(Shape, "type.name", version, from Older)` where
/// an older shape is upcast by `From`. A block behind it holds what the fact says of itself beyond that.
macro_rules! fact {
    ($Shape:ty, $name:literal, 1 $(, { $($extra:item)* })?) => {
        impl $crate::fact::Fact for $Shape {
            const TYPE: &'static str = $name;
            const VERSION: u32 = 1;
            type Previous = $crate::fact::Nothing;
            $($($extra)*)?
        }
        impl From<$crate::fact::Nothing> for $Shape {
            fn from(nothing: $crate::fact::Nothing) -> Self {
                match nothing {}
            }
        }
    };
    ($Shape:ty, $name:literal, $version:literal, from $Older:ty $(, { $($extra:item)* })?) => {
        impl $crate::fact::Fact for $Shape {
            const TYPE: &'static str = $name;
            const VERSION: u32 = $version;
            type Previous = $Older;
            $($($extra)*)?
        }
    };
}

/// Lists the facts of one kind of stream: the enum that folds match on, and its codec.
macro_rules! fact_set {
    ($(#[$doc:meta])* $Set:ident in $category:literal { $($Variant:ident($Shape:ty)),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $Set {
            $(#[doc = concat!("See [`", stringify!($Shape), "`].")] $Variant($Shape)),*
        }

        $(impl From<$Shape> for $Set {
            fn from(fact: $Shape) -> Self {
                Self::$Variant(fact)
            }
        })*

        impl $crate::fact::FactSet for $Set {
            const CATEGORY: &'static str = $category;

            fn kind(&self) -> &'static str {
                match self { $(Self::$Variant(_) => <$Shape as $crate::fact::Fact>::TYPE),* }
            }
            fn version(&self) -> u32 {
                match self { $(Self::$Variant(_) => <$Shape as $crate::fact::Fact>::VERSION),* }
            }
            fn personal(&mut self) -> Vec<(&'static str, &mut $crate::personal::Personal)> {
                match self { $(Self::$Variant(fact) => $crate::fact::Fact::personal(fact)),* }
            }
            fn encode(&self) -> Result<Vec<u8>, serde_json::Error> {
                match self { $(Self::$Variant(fact) => serde_json::to_vec(fact)),* }
            }
            fn serialize_payload<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$Variant(fact) => serde::Serialize::serialize(fact, serializer)),* }
            }
            fn decode(kind: &str, version: u32, data: &[u8]) -> Option<Result<Self, $crate::fact::PayloadError>> {
                match kind {
                    $(<$Shape as $crate::fact::Fact>::TYPE =>
                        Some(<$Shape as $crate::fact::Older>::decode(version, data).map(Self::$Variant)),)*
                    _ => None,
                }
            }
            fn catalogue() -> Vec<$crate::fact::FactSpec> {
                vec![$($crate::fact::FactSpec {
                    category: $category,
                    kind: <$Shape as $crate::fact::Fact>::TYPE,
                    versions: <$Shape as $crate::fact::Older>::versions(&mut $crate::schema::generator()),
                }),*]
            }
        }
    };
}

pub(crate) use {fact, fact_set};
