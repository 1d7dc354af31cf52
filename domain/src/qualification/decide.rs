use events_schema::facts::qualification::{QualificationDecided, QualificationDecision, QualificationFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Qualification, QualificationRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Decides that a chain ends without a pass, as somebody else than whom it is about (P6.3).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideChain {
    /// What becomes of it.
    pub decision: QualificationDecision,
    /// Why.
    #[schemars(example = &"已持有同等资格证书")]
    pub reason: Paragraph,
}

impl Decide<Qualification> for DecideChain {
    fn decide(&self, state: &Qualification, cx: &Context<'_>) -> Result<Vec<QualificationFact>, Refused> {
        match state.stage {
            Stage::Decided if state.decided == Some(self.decision) => return Ok(Vec::new()),
            Stage::Decided => return Err(QualificationRefusal::AlreadyDecided.into()),
            Stage::Passed => return Err(QualificationRefusal::AlreadyPassed.into()),
            Stage::Unknown
            | Stage::TrainingDue
            | Stage::AssessmentDue
            | Stage::RetakeDue
            | Stage::RepeatDue
            | Stage::Lapsed => {}
        }
        state.by_another(cx)?;
        Ok(vec![QualificationDecided { decision: self.decision, reason: self.reason.clone() }.into()])
    }
}
