use events_schema::facts::appraisal::{AppraisalAcknowledged, AppraisalFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Appraisal, AppraisalRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Accepts the result, as the appraised: a person, or the head for a department (P4.3.a).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgeResult {}

impl Decide<Appraisal> for AcknowledgeResult {
    fn decide(&self, state: &Appraisal, cx: &Context<'_>) -> Result<Vec<AppraisalFact>, Refused> {
        state.by_the_appraised(cx)?;
        let assessment = state.assessed()?.event;
        match state.stage {
            Stage::Assessed | Stage::Answered => Ok(vec![AppraisalAcknowledged { assessment }.into()]),
            Stage::Acknowledged => Ok(Vec::new()),
            Stage::Unopened | Stage::Opened | Stage::Objected | Stage::Approved | Stage::Withdrawn => {
                Err(AppraisalRefusal::NotOffered(state.stage).into())
            }
        }
    }
}
