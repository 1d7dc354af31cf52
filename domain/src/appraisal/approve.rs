use events_schema::facts::appraisal::{AppraisalApproved, AppraisalFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Appraisal, AppraisalRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;

/// Approves a result, as management and as neither who assessed nor the appraised (P4.3.a): once the appraised has accepted it,
/// has his answer, or can object no more.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveResult {}

impl Decide<Appraisal> for ApproveResult {
    fn decide(&self, state: &Appraisal, cx: &Context<'_>) -> Result<Vec<AppraisalFact>, Refused> {
        let assessment = state.assessed()?;
        state.by_another(cx)?;
        if !is_another(&assessment.by, cx) {
            return Err(AppraisalRefusal::OwnAssessment.into());
        }
        match state.stage {
            Stage::Assessed if cx.now <= assessment.objections_until => {
                Err(AppraisalRefusal::MayStillObject(assessment.objections_until).into())
            }
            Stage::Assessed | Stage::Acknowledged | Stage::Answered => {
                Ok(vec![AppraisalApproved { assessment: assessment.event }.into()])
            }
            Stage::Approved => Ok(Vec::new()),
            Stage::Objected => Err(AppraisalRefusal::ObjectionOpen.into()),
            Stage::Unopened | Stage::Opened | Stage::Withdrawn => Err(AppraisalRefusal::NotAssessed.into()),
        }
    }
}
