use events_schema::facts::improvement::{ImprovementFact, ImprovementOwnerChanged};
use events_schema::ids::PersonId;
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Improvement, owner};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Lets somebody else answer for a measure, as another person than its owner (P1.3).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeOwner {
    /// Who from now on.
    pub owner: PersonId,
    /// Why.
    pub reason: Paragraph,
}

impl Decide<Improvement> for ChangeOwner {
    fn decide(&self, state: &Improvement, cx: &Context<'_>) -> Result<Vec<ImprovementFact>, Refused> {
        state.in_progress()?;
        state.by_another(cx)?;
        let department = owner(&self.owner, cx)?;
        if state.owner.as_ref().is_some_and(|(known, _)| *known == self.owner) {
            return Ok(Vec::new());
        }
        let (owner, reason) = (self.owner.clone(), self.reason.clone());
        Ok(vec![ImprovementOwnerChanged { owner, department, reason }.into()])
    }
}
