use events_schema::facts::appraisal::{AppraisalFact, AppraisalOutcomeRecorded, Outcome};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Appraisal, AppraisalRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Records what follows from an approved result, as somebody else than the appraised: a bonus, a promotion, an honour (P4.3.a).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordOutcome {
    /// What follows.
    pub outcome: Outcome,
}

impl Decide<Appraisal> for RecordOutcome {
    fn decide(&self, state: &Appraisal, cx: &Context<'_>) -> Result<Vec<AppraisalFact>, Refused> {
        let approved = state.assessment.as_ref().filter(|_| state.stage == Stage::Approved);
        let assessment = approved.ok_or(AppraisalRefusal::NotApproved)?.event;
        state.by_another(cx)?;
        Ok(vec![AppraisalOutcomeRecorded { assessment, outcome: self.outcome.clone() }.into()])
    }
}
