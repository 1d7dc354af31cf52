//! What differs from run to run because it comes from secrets, replaced by names that say what belongs together.
//!
//! Keys of subjects are random. Everything that follows from them is therefore new in each run: ids of customers who are
//! known by telephone only, sealed values, and hashes over events that hold either. All else stands in snapshots as it is.

use serde_json::Value;

/// Names for what is random, the same name for the same value.
#[derive(Debug, Default)]
pub(crate) struct Steady {
    hashes: Vec<String>,
    customers: Vec<String>,
}

impl Steady {
    /// The value with names in place of what is random.
    pub(crate) fn of(&mut self, value: &Value) -> Value {
        self.named("", value)
    }

    fn named(&mut self, field: &str, value: &Value) -> Value {
        match value {
            Value::Object(fields) => {
                Value::Object(fields.iter().map(|(name, value)| (name.clone(), self.named(name, value))).collect())
            }
            Value::Array(items) => Value::Array(items.iter().map(|item| self.named(field, item)).collect()),
            Value::String(text) => match field {
                "hash" | "previous" => Self::number(&mut self.hashes, "hash", text),
                "customer" | "subject" => Self::number(&mut self.customers, "customer", text),
                "sealed" => Value::String("[sealed]".to_owned()),
                _ => value.clone(),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    fn number(known: &mut Vec<String>, what: &str, text: &str) -> Value {
        let place = known.iter().position(|before| before == text).unwrap_or_else(|| {
            known.push(text.to_owned());
            known.len() - 1
        });
        Value::String(format!("[{what} {}]", place + 1))
    }
}
