use events_schema::facts::appraisal::{AppraisalFact, AppraisalObjected};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Appraisal, AppraisalRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Objects to the result, as the appraised: a person, or the head for a department (P4.1). Then it is assessed again, or the
/// objection is answered.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectToResult {
    /// Why.
    #[schemars(example = &"两次超时因客户改期")]
    pub grounds: Paragraph,
}

impl Decide<Appraisal> for ObjectToResult {
    fn decide(&self, state: &Appraisal, cx: &Context<'_>) -> Result<Vec<AppraisalFact>, Refused> {
        state.by_the_appraised(cx)?;
        let assessment = state.assessed()?;
        match state.stage {
            Stage::Assessed if cx.now > assessment.objections_until => {
                Err(AppraisalRefusal::TooLate(assessment.objections_until).into())
            }
            Stage::Assessed => {
                let (assessment, grounds) = (assessment.event, self.grounds.clone());
                Ok(vec![AppraisalObjected { assessment, grounds }.into()])
            }
            Stage::Objected => Ok(Vec::new()),
            Stage::Unopened
            | Stage::Opened
            | Stage::Acknowledged
            | Stage::Answered
            | Stage::Approved
            | Stage::Withdrawn => Err(AppraisalRefusal::NotOffered(state.stage).into()),
        }
    }
}
