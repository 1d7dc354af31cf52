use events_schema::facts::supplier_evaluation::{EvaluationObjected, SupplierEvaluationFact};
use events_schema::text::Paragraph;
use events_schema::values::OnBehalf;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{EvaluationRefusal, Stage, SupplierEvaluation};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::speaks_for_supplier;
use crate::refusal::Refused;

/// Objects to the last figure of an evaluation, as the supplier or for him (open point 9).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectToEvaluation {
    /// Why.
    #[schemars(example = &"两次响应已通过邮件发出")]
    pub grounds: Paragraph,
    /// How the supplier said so, where staff record it for him.
    #[serde(default)]
    pub on_behalf: Option<OnBehalf>,
}

impl Decide<SupplierEvaluation> for ObjectToEvaluation {
    fn decide(&self, state: &SupplierEvaluation, cx: &Context<'_>) -> Result<Vec<SupplierEvaluationFact>, Refused> {
        let latest = state.scored()?;
        speaks_for_supplier(self.on_behalf.as_ref(), cx)?;
        match state.stage {
            Stage::Objected if state.objection.as_ref().is_some_and(|open| open.figure == latest.event) => {
                return Ok(Vec::new());
            }
            Stage::Upheld | Stage::Rejected => return Err(EvaluationRefusal::AlreadyAnswered.into()),
            // What he says to another figure than before is another objection.
            Stage::Unscored | Stage::Scored | Stage::Objected => {}
        }
        if cx.now > latest.objections_until {
            return Err(EvaluationRefusal::TooLate(latest.objections_until).into());
        }
        let (grounds, on_behalf) = (self.grounds.clone(), self.on_behalf.clone());
        Ok(vec![EvaluationObjected { figure: latest.event, grounds, on_behalf }.into()])
    }
}
