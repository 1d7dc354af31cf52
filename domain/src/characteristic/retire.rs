use events_schema::facts::characteristic::{CharacteristicFact, CharacteristicRetired};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Characteristic;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Retires a characteristic: what is taken from now on does not have it (P5.1). What was taken before may still come.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireCharacteristic {
    /// Why.
    #[serde(default)]
    pub reason: Option<Paragraph>,
}

impl Decide<Characteristic> for RetireCharacteristic {
    fn decide(&self, state: &Characteristic, _: &Context<'_>) -> Result<Vec<CharacteristicFact>, Refused> {
        match state.retired_at() {
            Some(_) => Ok(Vec::new()),
            None => Ok(vec![CharacteristicRetired { reason: self.reason.clone() }.into()]),
        }
    }
}
