use events_schema::facts::qualification::{QualificationFact, QualificationLapsed};
use schemars::JsonSchema;
use serde::Deserialize;

use super::Qualification;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Notes that a pass holds no longer, so that it is time to be trained again (P6.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteLapsed {}

impl Decide<Qualification> for NoteLapsed {
    fn decide(&self, state: &Qualification, cx: &Context<'_>) -> Result<Vec<QualificationFact>, Refused> {
        let lapsed = state.valid_until().filter(|valid_until| *valid_until < cx.now);
        Ok(lapsed.map(|valid_until| QualificationLapsed { valid_until }.into()).into_iter().collect())
    }
}
