//! What a fact says, field by field, in words. The schemas of the facts say which value is of which list.

use std::collections::HashMap;
use std::sync::LazyLock;

use events_schema::fact::FactSpec;
use events_schema::facts::ticket::TicketFact;
use events_schema::{EventId, FactSet};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::factory_time::factory_time;
use crate::words::{Field, Language, Phrase, Words, of_field, of_name};

/// Something that a line says beside its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Detail {
    /// What it is about.
    pub label: String,
    /// What it says: words, a number, a text as it was typed, a time as the factory's clocks show it (RFC 3339, +08:00).
    pub value: String,
}

/// The schemas of today, by type.
static SCHEMAS: LazyLock<HashMap<&'static str, Value>> = LazyLock::new(|| {
    let newest =
        |spec: FactSpec| spec.versions.into_iter().next_back().map(|(_, schema)| (spec.kind, schema.to_value()));
    TicketFact::catalogue().into_iter().filter_map(newest).collect()
});

/// How entries are called that other entries name.
pub(super) type Names = HashMap<EventId, String>;

/// The fields of a fact. Of one that was never stored there are none: its personal values are open.
pub(super) fn details(fact: &TicketFact, names: &Names, language: Language) -> Vec<Detail> {
    let stored = fact.encode().ok().and_then(|data| serde_json::from_slice(&data).ok());
    let (Some(Value::Object(fields)), Some(schema)) = (stored, SCHEMAS.get(fact.kind())) else { return Vec::new() };
    let definitions = schema.get("$defs").and_then(Value::as_object);
    let mut shown = Shown { definitions, names, language, details: Vec::new() };
    shown.object(fact.kind(), schema, &fields);
    shown.details
}

/// A detail of its own, not from a field.
pub(super) fn detail(label: Phrase, value: impl Into<String>, language: Language) -> Detail {
    Detail { label: label.words().in_language(language).to_owned(), value: value.into() }
}

struct Shown<'a> {
    definitions: Option<&'a Map<String, Value>>,
    names: &'a Names,
    language: Language,
    details: Vec<Detail>,
}

/// A schema with the name of the definition that it is.
#[derive(Clone, Copy)]
struct Resolved<'a> {
    definition: &'a str,
    schema: &'a Value,
}

impl<'a> Shown<'a> {
    /// The fields of an object. What a field holds that is an object itself is shown as fields of this one.
    fn object(&mut self, owner: &'a str, schema: &'a Value, fields: &Map<String, Value>) {
        for (name, value) in fields {
            let Field::Shown(label) = of_field(owner, name) else { continue };
            let Some(field) = property(schema, fields, name).map(|field| self.resolved(owner, field)) else { continue };
            match value {
                Value::Object(_) if field.definition == "Sealed" => self.push(label, Some(self.say(Phrase::Sealed))),
                Value::Object(fields) => self.object(field.definition, field.schema, fields),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                    self.push(label, self.text(field, value));
                }
            }
        }
    }

    fn push(&mut self, label: Words, value: Option<String>) {
        let label = label.in_language(self.language).to_owned();
        self.details.extend(value.map(|value| Detail { label, value }));
    }

    fn say(&self, phrase: Phrase) -> String {
        phrase.words().in_language(self.language).to_owned()
    }

    /// A value in one piece; `None` where there is nothing to say.
    fn text(&self, field: Resolved<'a>, value: &Value) -> Option<String> {
        match value {
            Value::Null => None,
            Value::String(text) if field.definition == "EventId" => {
                text.parse().ok().and_then(|event: EventId| self.names.get(&event).cloned())
            }
            Value::String(text) if field.definition == "Timestamp" => {
                Some(text.parse().map_or_else(|_| text.clone(), factory_time))
            }
            Value::String(text) => Some(match of_name(field.definition, text) {
                Some(words) => words.in_language(self.language).to_owned(),
                None => text.clone(),
            }),
            Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
            Value::Array(items) => {
                let item = self.resolved(field.definition, field.schema.get("items")?);
                let items: Vec<String> = items.iter().filter_map(|value| self.text(item, value)).collect();
                (!items.is_empty()).then(|| items.join(self.language.comma()))
            }
            Value::Object(fields) => {
                let shown = fields.iter().filter_map(|(name, value)| {
                    let Field::Shown(_) = of_field(field.definition, name) else { return None };
                    self.text(self.resolved(field.definition, property(field.schema, fields, name)?), value)
                });
                Some(shown.collect::<Vec<_>>().join(" "))
            }
        }
    }

    /// Follows a reference to its definition; what may be absent is what it is when it is there.
    fn resolved(&self, owner: &'a str, schema: &'a Value) -> Resolved<'a> {
        if let Some(alternatives) = schema.get("anyOf").and_then(Value::as_array)
            && let Some(there) = alternatives.iter().find(|schema| schema.get("type") != Some(&"null".into()))
        {
            return self.resolved(owner, there);
        }
        let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/$defs/"));
        let definition = name.and_then(|name| Some((name, self.definitions?.get(name)?)));
        definition
            .map_or(Resolved { definition: owner, schema }, |(definition, schema)| Resolved { definition, schema })
    }
}

/// The schema of a field; of a choice, in the alternative that the object is.
fn property<'a>(schema: &'a Value, fields: &Map<String, Value>, name: &str) -> Option<&'a Value> {
    let alternatives = schema.get("oneOf").and_then(Value::as_array);
    let is_chosen = |schema: &&Value| schema.pointer("/properties/is/const") == fields.get("is");
    let chosen = alternatives.and_then(|alternatives| alternatives.iter().find(is_chosen));
    chosen.unwrap_or(schema).get("properties")?.get(name)
}
