//! JSON Schemas of the facts, and examples made from them.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value};

/// The generator for everything that is published: JSON Schema 2020-12, the dialect of OpenAPI 3.1.
#[must_use]
pub fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().into_generator()
}

/// How much of an object an example shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Every field.
    Complete,
    /// The required fields only.
    Minimal,
}

/// A value that the schema accepts, made of the schemas' own examples.
#[must_use]
pub fn example(schema: &Schema, extent: Extent) -> Value {
    let root = schema.as_value();
    let definitions = root.get("$defs").and_then(Value::as_object);
    Examples { definitions, extent }.of(root)
}

struct Examples<'a> {
    definitions: Option<&'a Map<String, Value>>,
    extent: Extent,
}

impl Examples<'_> {
    fn of(&self, schema: &Value) -> Value {
        if let Some(example) = schema.get("examples").and_then(|examples| examples.get(0)) {
            return example.clone();
        }
        if let Some(fixed) = schema.get("const").or_else(|| schema.get("enum").and_then(|values| values.get(0))) {
            return fixed.clone();
        }
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let name = name.rsplit('/').next().unwrap_or(name);
            return self
                .definitions
                .and_then(|definitions| definitions.get(name))
                .map_or(Value::Null, |schema| self.of(schema));
        }
        for alternatives in ["anyOf", "oneOf", "allOf"] {
            if let Some(first) = schema.get(alternatives).and_then(|all| all.get(0)) {
                return self.of(first);
            }
        }
        let kind = schema.get("type").map(|kind| kind.get(0).unwrap_or(kind)).and_then(Value::as_str);
        match kind {
            Some("object") => self.object(schema),
            Some("array") => Value::Array(schema.get("items").map(|items| vec![self.of(items)]).unwrap_or_default()),
            Some("integer" | "number") => {
                schema.get("minimum").filter(|n| n.as_u64() != Some(0)).cloned().unwrap_or_else(|| 1.into())
            }
            Some("boolean") => true.into(),
            _ => Value::String("text".into()),
        }
    }

    fn object(&self, schema: &Value) -> Value {
        let required = schema.get("required").and_then(Value::as_array);
        let is_required = |name: &str| required.is_some_and(|names| names.iter().any(|n| n.as_str() == Some(name)));
        let properties = schema.get("properties").and_then(Value::as_object);
        let shown =
            properties.into_iter().flatten().filter(|(name, _)| self.extent == Extent::Complete || is_required(name));
        Value::Object(shown.map(|(name, schema)| (name.clone(), self.of(schema))).collect())
    }
}
