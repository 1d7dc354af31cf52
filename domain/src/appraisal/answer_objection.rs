use events_schema::facts::appraisal::{AppraisalFact, AppraisalObjectionAnswered};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Appraisal, AppraisalRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;

/// Answers an objection so that the result stays, as somebody else than who objected (P4.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerObjection {
    /// Why it stays.
    #[schemars(example = &"改期已从统计中扣除")]
    pub answer: Paragraph,
}

impl Decide<Appraisal> for AnswerObjection {
    fn decide(&self, state: &Appraisal, cx: &Context<'_>) -> Result<Vec<AppraisalFact>, Refused> {
        let objection = state.assessment.as_ref().and_then(|assessment| assessment.objection.as_ref());
        let open = objection.filter(|_| state.stage == Stage::Objected);
        let (objection, by) = open.ok_or(AppraisalRefusal::NoObjection)?;
        state.by_another(cx)?;
        // Whoever acted for the appraised when he objected may no longer do so.
        if !is_another(by, cx) {
            return Err(AppraisalRefusal::Own.into());
        }
        Ok(vec![AppraisalObjectionAnswered { objection: *objection, answer: self.answer.clone() }.into()])
    }
}
