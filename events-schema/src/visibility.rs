//! Who may see which fact and which of its fields. Each says so in its definition, as `x-visible` in its schema;
//! what says nothing is internal.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

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
    fields: HashMap<String, Vec<String>>,
}

static VISIBLE: LazyLock<HashMap<(&'static str, u32), Visible>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    for spec in catalogue() {
        for (version, schema) in &spec.versions {
            let schema = schema.as_value();
            let properties = schema.get("properties").and_then(Value::as_object);
            let fields = properties.into_iter().flatten().map(|(name, schema)| (name.clone(), audiences(schema)));
            table.insert((spec.kind, *version), Visible { fact: audiences(schema), fields: fields.collect() });
        }
    }
    table
});

fn audiences(schema: &Value) -> Vec<String> {
    let named = schema.get("x-visible").and_then(Value::as_array);
    named.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What `audience` may see of a payload: `None` if not even that the fact happened, else the fields that are meant for it.
#[must_use]
pub fn visible_data(kind: &str, version: u32, data: Value, audience: Audience) -> Option<Value> {
    if audience == Audience::Internal {
        return Some(data);
    }
    let visible = VISIBLE.get(&(kind, version))?;
    let shown_to = |names: &[String]| names.iter().any(|name| name == audience.name());
    if !shown_to(&visible.fact) {
        return None;
    }
    let Value::Object(fields) = data else { return None };
    let shown = fields.into_iter().filter(|(name, _)| visible.fields.get(name).is_some_and(|names| shown_to(names)));
    Some(Value::Object(shown.collect::<Map<_, _>>()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_customer_sees_of_his_report_what_he_said_and_no_policy_version() {
        let data = json!({ "symptom": "漏油", "policy_version": 1 });
        assert_eq!(visible_data("ticket.reported", 1, data, Audience::Customer), Some(json!({ "symptom": "漏油" })));
    }

    #[test]
    fn what_says_nothing_is_internal() {
        assert_eq!(visible_data("ticket.reassigned", 1, json!({}), Audience::Customer), None);
        assert_eq!(visible_data("ticket.unheard_of", 1, json!({}), Audience::Supplier), None);
    }
}
