use events_schema::EventId;
use events_schema::facts::responsibility::{Consequence, ConsequenceNoted, ResponsibilityFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::Responsibility;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Records that something decided elsewhere rests on what stands here, or is said to (open point 11).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteConsequence {
    /// What rests on it.
    pub consequence: Consequence,
    /// The event there.
    pub event: EventId,
    /// The event here that it rests on.
    pub standing: EventId,
}

impl Decide<Responsibility> for NoteConsequence {
    fn decide(&self, state: &Responsibility, _: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        let Self { consequence, event, standing } = *self;
        let noted = ConsequenceNoted { consequence, event, standing };
        if state.consequences.contains(&noted) {
            return Ok(Vec::new());
        }
        Ok(vec![noted.into()])
    }
}
