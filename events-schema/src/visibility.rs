//! Who may see which fact and which of its fields. Each says so in its definition, as `x-visible` in its schema;
//! what says nothing is internal.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::facts::catalogue;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Staff and systems of the factory: everything.
    Internal,
    /// A supplier, of what concerns its parts.
    Supplier,
    /// A customer, of his own tickets.
    Customer,
}

impl Audience {
    fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Supplier => "supplier",
            Self::Customer => "customer",
        }
    }
}

struct Visible {
    fact: Vec<String>,
    fields: HashMap<String, Field>,
}

struct Field {
    audiences: Vec<String>,
    /// What else has to be visible for the whole fact to be.
    with: Option<With>,
}

/// A fact about another one is as visible as that one; `x-visible-with` in the schema of the field says how it is named.
enum With {
    /// The field holds its type.
    Type,
    /// The field holds it, with type, version and data.
    Fact,
    /// The field holds it, and of it only the type is shown: what it says is another customer's.
    FactType,
}

static VISIBLE: LazyLock<HashMap<(&'static str, u32), Visible>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    for spec in catalogue() {
        for (version, schema) in &spec.versions {
            let schema = schema.as_value();
            let properties = schema.get("properties").and_then(Value::as_object);
            let fields = properties.into_iter().flatten().map(|(name, schema)| (name.clone(), Field::of(schema)));
            table.insert((spec.kind, *version), Visible { fact: audiences(schema), fields: fields.collect() });
        }
    }
    table
});

impl Field {
    fn of(schema: &Value) -> Self {
        let with = match schema.get("x-visible-with").and_then(Value::as_str) {
            Some("type") => Some(With::Type),
            Some("fact") => Some(With::Fact),
            Some("fact-type") => Some(With::FactType),
            Some(_) | None => None,
        };
        Self { audiences: audiences(schema), with }
    }

    /// The field as the audience may see it; `None` if it hides the whole fact.
    fn shown(&self, value: Value, audience: Audience) -> Option<Value> {
        match self.with {
            None => Some(value),
            Some(With::Type) => is_visible(value.as_str()?, audience).then_some(value),
            Some(With::Fact) => {
                let Value::Object(mut fact) = value else { return None };
                let (kind, version) = (fact.get("type")?.as_str()?, fact.get("version")?.as_u64()?);
                let data = visible_data(kind, u32::try_from(version).ok()?, fact.get("data")?.clone(), audience)?;
                fact.insert("data".to_owned(), data);
                Some(Value::Object(fact))
            }
            Some(With::FactType) => {
                let kind = value.get("type")?.as_str()?;
                is_visible(kind, audience).then(|| json!({ "type": kind }))
            }
        }
    }
}

fn audiences(schema: &Value) -> Vec<String> {
    let named = schema.get("x-visible").and_then(Value::as_array);
    named.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn shown_to(names: &[String], audience: Audience) -> bool {
    names.iter().any(|name| name == audience.name())
}

fn is_visible(kind: &str, audience: Audience) -> bool {
    VISIBLE.iter().any(|((known, _), visible)| *known == kind && shown_to(&visible.fact, audience))
}

/// What `audience` may see of a payload: `None` if not even that the fact happened, else the fields that are meant for it.
#[must_use]
pub fn visible_data(kind: &str, version: u32, data: Value, audience: Audience) -> Option<Value> {
    if audience == Audience::Internal {
        return Some(data);
    }
    let visible = VISIBLE.get(&(kind, version))?;
    if !shown_to(&visible.fact, audience) {
        return None;
    }
    let Value::Object(fields) = data else { return None };
    let mut shown = Map::new();
    for (name, value) in fields {
        let Some(field) = visible.fields.get(&name).filter(|field| shown_to(&field.audiences, audience)) else {
            continue;
        };
        shown.insert(name, field.shown(value, audience)?);
    }
    Some(Value::Object(shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_sees_of_his_report_what_he_said_and_no_policy_version() {
        let data = json!({ "symptom": "漏油", "policy_version": 1 });
        assert_eq!(visible_data("ticket.reported", 1, data, Audience::Customer), Some(json!({ "symptom": "漏油" })));
    }

    #[test]
    fn a_correction_or_retraction_is_as_visible_as_what_it_is_about() {
        let correction = |kind: &str, data: Value| json!({ "corrects": "id", "reason": "mistyped", "replacement": { "type": kind, "version": 1, "data": data } });
        let report = correction("ticket.reported", json!({ "symptom": "漏油", "policy_version": 1 }));
        let shown = visible_data("ticket.entry_corrected", 1, report, Audience::Customer);
        let replacement = json!({ "type": "ticket.reported", "version": 1, "data": { "symptom": "漏油" } });
        assert_eq!(shown, Some(json!({ "corrects": "id", "replacement": replacement })));
        let note = correction("ticket.note_added", json!({ "text": "he shouts" }));
        assert_eq!(visible_data("ticket.entry_corrected", 1, note, Audience::Customer), None);

        let retraction = |kind: &str| json!({ "retracts": "id", "type": kind, "reason": "wrong ticket" });
        let seen = |kind| visible_data("ticket.entry_retracted", 1, retraction(kind), Audience::Customer);
        assert_eq!(seen("ticket.note_added"), None);
        let reached = json!({ "retracts": "id", "type": "ticket.customer_reached" });
        assert_eq!(seen("ticket.customer_reached"), Some(reached));
    }

    #[test]
    fn of_an_entry_that_was_moved_away_a_customer_sees_the_type_only() {
        let moved = |kind: &str, data: Value| json!({ "moved": "id", "to": "ticket", "fact": { "type": kind, "version": 1, "data": data }, "reason": "wrong ticket" });
        let seen = |moved| visible_data("ticket.entry_moved_out", 1, moved, Audience::Customer);
        let told = moved("ticket.diagnosis_step_recorded", json!({ "check": "oil", "finding": "of another engine" }));
        let type_only = json!({ "type": "ticket.diagnosis_step_recorded" });
        assert_eq!(seen(told), Some(json!({ "moved": "id", "fact": type_only })));
        assert_eq!(seen(moved("ticket.note_added", json!({ "text": "he shouts" }))), None);
    }

    #[test]
    fn what_says_nothing_is_internal() {
        assert_eq!(visible_data("ticket.reassigned", 1, json!({}), Audience::Customer), None);
        assert_eq!(visible_data("ticket.unheard_of", 1, json!({}), Audience::Supplier), None);
    }
}
