use events_schema::facts::supplier_evaluation::{EvaluationObjectionAnswered, Ruling, SupplierEvaluationFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{EvaluationRefusal, Stage, SupplierEvaluation};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;

/// Answers an objection, as another person than recorded it (open point 9). A figure whose objection is upheld leads to nothing;
/// once what was wrong is corrected, there is another one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerEvaluationObjection {
    /// Whether he is right.
    pub ruling: Ruling,
    /// Why.
    #[schemars(example = &"邮件在时限之后发出")]
    pub answer: Paragraph,
}

impl Decide<SupplierEvaluation> for AnswerEvaluationObjection {
    fn decide(&self, state: &SupplierEvaluation, cx: &Context<'_>) -> Result<Vec<SupplierEvaluationFact>, Refused> {
        let open = state.objection.as_ref().filter(|_| state.stage == Stage::Objected);
        let objection = open.ok_or(EvaluationRefusal::NoObjection)?;
        if !is_another(&objection.by, cx) {
            return Err(EvaluationRefusal::Own.into());
        }
        let (objection, ruling, answer) = (objection.event, self.ruling, self.answer.clone());
        Ok(vec![EvaluationObjectionAnswered { objection, ruling, answer }.into()])
    }
}
