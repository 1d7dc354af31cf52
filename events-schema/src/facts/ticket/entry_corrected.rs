use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::value::RawValue;

use super::TicketFact;
use crate::fact::{FactSet, fact};
use crate::ids::EventId;
use crate::personal::Personal;
use crate::text::Paragraph;
use crate::time::Timestamp;

/// A recorded entry was wrong; this is how it should read. The history shows both, folds use the replacement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct EntryCorrected {
    /// The event that is corrected.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub corrects: EventId,
    /// The entry as it should read: the same type of fact, whole. Who may see the entry sees it corrected; nobody else sees
    /// that it was.
    #[schemars(extend("x-visible" = ["customer"], "x-visible-with" = "fact"))]
    pub replacement: Replacement,
    /// When it happened, where that was wrong too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub happened_at: Option<Timestamp>,
    /// Why it is corrected.
    pub reason: Paragraph,
}

fact!(EntryCorrected, "ticket.entry_corrected", 1, {
    fn personal(&mut self) -> Vec<(&'static str, &mut Personal)> {
        self.replacement.0.personal()
    }
});

/// A fact inside another one, with its own type and version, so that it is read like an event of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacement(pub Box<TicketFact>);

#[derive(Deserialize)]
struct Tagged<'a> {
    #[serde(rename = "type")]
    kind: Cow<'a, str>,
    version: u32,
    data: Box<RawValue>,
}

/// The payload alone.
struct Payload<'a>(&'a TicketFact);

impl Serialize for Payload<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_payload(serializer)
    }
}

impl Serialize for Replacement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tagged = serializer.serialize_struct("Replacement", 3)?;
        tagged.serialize_field("type", self.0.kind())?;
        tagged.serialize_field("version", &self.0.version())?;
        tagged.serialize_field("data", &Payload(&self.0))?;
        tagged.end()
    }
}

impl<'de> Deserialize<'de> for Replacement {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tagged = Tagged::deserialize(deserializer)?;
        match TicketFact::decode(&tagged.kind, tagged.version, tagged.data.get().as_bytes()) {
            Some(Ok(fact)) => Ok(Self(Box::new(fact))),
            Some(Err(error)) => Err(de::Error::custom(format!("{} version {}: {error}", tagged.kind, tagged.version))),
            None => Err(de::Error::custom(format!("unknown type {}", tagged.kind))),
        }
    }
}

impl JsonSchema for Replacement {
    fn schema_name() -> Cow<'static, str> {
        "Replacement".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "required": ["type", "version", "data"],
            "properties": {
                "type": { "type": "string" },
                "version": { "type": "integer", "minimum": 1 },
                "data": { "type": "object" },
            },
            "examples": [{
                "type": "ticket.contact_attempted", "version": 2,
                "data": { "method": "phone", "outcome": "busy" },
            }],
        })
    }
}
