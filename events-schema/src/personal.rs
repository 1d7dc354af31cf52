//! Personal data: open while a command is decided, sealed in every event that is stored.
//!
//! A sealed value is AES-256-GCM-SIV under HKDF(subject's key, event, label). It is stored, folded and exported as it is;
//! only the API opens it, while answering. When the subject's key is destroyed nobody can, and no file has changed.

use std::borrow::Cow;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use crate::ids::EventId;
use crate::stream::StreamName;
use crate::text::Text;

/// What a person typed about a person. It never prints itself.
#[derive(Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct PersonalText(Text<4000>);

impl PersonalText {
    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for PersonalText {
    type Err = <Text<4000> as FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl std::fmt::Debug for PersonalText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonalText(..)")
    }
}

/// A personal value of an event.
#[derive(Clone, PartialEq, Eq)]
pub enum Personal {
    /// As it stands in a correction, before it is known whom it is about.
    Typed(PersonalText),
    /// As it was typed. Lives in memory between decision and storage and is never written.
    Open {
        /// The customer or person whom it is about.
        subject: StreamName,
        /// The value.
        text: PersonalText,
    },
    /// As it is stored.
    Sealed(Sealed),
}

/// A sealed value as it stands in an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// The customer or person whom it is about, and whose key opens it.
    #[schemars(example = &"customer-0b6c6a7e-52f1-5c1a-8f0e-2a9d3b4c5d6e")]
    pub subject: StreamName,
    /// The event for which it was sealed. A correction carries it over as it is.
    pub event: EventId,
    /// The name under which it was sealed; it stays when a field moves or is renamed.
    #[schemars(example = &"contact.phone")]
    pub label: String,
    /// The sealed bytes, base64url without padding.
    #[schemars(regex(pattern = "^[A-Za-z0-9_-]+$"), example = &"s2YyFU5weBUn63jm14vl2N3J2O9upozUaHx3bAQE7QKp")]
    pub sealed: String,
}

impl Personal {
    /// A value about `subject` that is yet to be sealed.
    #[must_use]
    pub const fn open(subject: StreamName, text: PersonalText) -> Self {
        Self::Open { subject, text }
    }
}

impl std::fmt::Debug for Personal {
    /// Personal data never reaches a log, so the open form does not print itself.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Typed(_) => f.write_str("Typed(..)"),
            Self::Open { subject, .. } => write!(f, "Open({subject}, ..)"),
            Self::Sealed(sealed) => write!(f, "Sealed({}, {})", sealed.subject, sealed.label),
        }
    }
}

impl Serialize for Personal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Typed(_) | Self::Open { .. } => {
                Err(ser::Error::custom("personal data must be sealed before it is stored"))
            }
            Self::Sealed(sealed) => sealed.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Personal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SealedOrTyped;

        impl<'de> de::Visitor<'de> for SealedOrTyped {
            type Value = Personal;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a sealed value, or a text in a correction")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Personal, E> {
                text.parse().map(Personal::Typed).map_err(E::custom)
            }

            fn visit_map<M: de::MapAccess<'de>>(self, map: M) -> Result<Personal, M::Error> {
                Sealed::deserialize(de::value::MapAccessDeserializer::new(map)).map(Personal::Sealed)
            }
        }

        deserializer.deserialize_any(SealedOrTyped)
    }
}

impl JsonSchema for Personal {
    fn schema_name() -> Cow<'static, str> {
        "Sealed".into()
    }

    fn schema_id() -> Cow<'static, str> {
        Sealed::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Sealed::json_schema(generator)
    }
}
