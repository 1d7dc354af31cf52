use events_schema::facts::responsibility::{DeterminationBecameFinal, ResponsibilityFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::Responsibility;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Lets a determination, or a conclusion that named others, count to which nobody objected in time (open point 10).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BecomeFinal {}

impl Decide<Responsibility> for BecomeFinal {
    fn decide(&self, state: &Responsibility, cx: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        let is_over = state.due_at().is_some_and(|due_at| due_at <= cx.now);
        let over = state.determination.as_ref().filter(|_| is_over);
        Ok(over
            .map(|is| DeterminationBecameFinal { determination: is.said_by(), since: is.objections_until }.into())
            .into_iter()
            .collect())
    }
}
