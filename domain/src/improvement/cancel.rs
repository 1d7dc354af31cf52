use events_schema::facts::improvement::{ImprovementCancelled, ImprovementFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Improvement;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Decides that a measure is not carried out, as somebody else than its owner (P1.3).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelImprovement {
    /// Why.
    #[schemars(example = &"该机型已停产")]
    pub reason: Paragraph,
}

impl Decide<Improvement> for CancelImprovement {
    fn decide(&self, state: &Improvement, cx: &Context<'_>) -> Result<Vec<ImprovementFact>, Refused> {
        state.in_progress()?;
        state.by_another(cx)?;
        Ok(vec![ImprovementCancelled { reason: self.reason.clone() }.into()])
    }
}
