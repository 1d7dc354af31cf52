use events_schema::facts::supplier_standing::{StandingObjected, SupplierStandingFact};
use events_schema::text::Paragraph;
use events_schema::values::OnBehalf;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answer, StandingRefusal, SupplierStanding};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::speaks_for_supplier;
use crate::refusal::Refused;

/// Objects to the last decision, as the supplier or for him (open point 9).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectToStanding {
    /// Why.
    #[schemars(example = &"整改措施已验证有效")]
    pub grounds: Paragraph,
    /// How the supplier said so, where staff record it for him.
    #[serde(default)]
    pub on_behalf: Option<OnBehalf>,
}

impl Decide<SupplierStanding> for ObjectToStanding {
    fn decide(&self, state: &SupplierStanding, cx: &Context<'_>) -> Result<Vec<SupplierStandingFact>, Refused> {
        let decision = state.decision.as_ref().ok_or(StandingRefusal::NothingDecided)?;
        speaks_for_supplier(self.on_behalf.as_ref(), cx)?;
        match &state.objection {
            Some(objection) if objection.decision == decision.event => {
                // What an objection was answered by is no ground for another one.
                let is_open = objection.is == Answer::Open;
                return if is_open { Ok(Vec::new()) } else { Err(StandingRefusal::AlreadyAnswered.into()) };
            }
            // What he says to another decision than before is another objection.
            Some(_) | None => {}
        }
        if cx.now > decision.objections_until {
            return Err(StandingRefusal::TooLate(decision.objections_until).into());
        }
        let (grounds, on_behalf) = (self.grounds.clone(), self.on_behalf.clone());
        Ok(vec![StandingObjected { decision: decision.event, grounds, on_behalf }.into()])
    }
}
