use events_schema::facts::supplier_evaluation::Ruling;
use events_schema::facts::supplier_standing::{StandingDecided, StandingObjectionAnswered, SupplierStandingFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answer, Decision, Objection, StandingRefusal, SupplierStanding};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;

/// Answers an objection, as another person than recorded it (open point 9). If it is upheld, the supplier stands again as before
/// (open point 11); a suspension that came meanwhile stays.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerStandingObjection {
    /// Whether he is right.
    pub ruling: Ruling,
    /// Why.
    #[schemars(example = &"验证报告早于决定")]
    pub answer: Paragraph,
}

impl From<Ruling> for Answer {
    fn from(ruling: Ruling) -> Self {
        match ruling {
            Ruling::Upheld => Self::Upheld,
            Ruling::Rejected => Self::Rejected,
        }
    }
}

impl Decide<SupplierStanding> for AnswerStandingObjection {
    fn decide(&self, state: &SupplierStanding, cx: &Context<'_>) -> Result<Vec<SupplierStandingFact>, Refused> {
        let objection = state.open_objection().ok_or(StandingRefusal::NoObjection)?;
        if !is_another(&objection.by, cx) {
            return Err(StandingRefusal::Own.into());
        }
        let (of, ruling, answer) = (objection.event, self.ruling, self.answer.clone());
        let answered = StandingObjectionAnswered { objection: of, ruling, answer }.into();
        let overturned = state.decision.filter(|decision| decision.event == objection.decision);
        let back = match ruling {
            Ruling::Upheld => overturned.map(|decision| self.taken_back(state, &decision, objection, cx)),
            Ruling::Rejected => None,
        };
        Ok([answered].into_iter().chain(back).collect())
    }
}

impl AnswerStandingObjection {
    fn taken_back(
        &self,
        state: &SupplierStanding,
        decision: &Decision,
        objection: &Objection,
        cx: &Context<'_>,
    ) -> SupplierStandingFact {
        let policy = cx.reference.policy();
        let decided = StandingDecided {
            from: state.step,
            to: decision.from,
            proposal: None,
            objection: Some(objection.event),
            reason: self.answer.clone(),
            business: decision.business_before,
            objections_until: cx.now + policy.open.objection_period,
            policy_version: policy.version,
        };
        decided.into()
    }
}
