use events_schema::EventId;
use events_schema::facts::appraisal::{AppraisalFact, AppraisalResultWithdrawn};
use events_schema::facts::responsibility::Overturned;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Appraisal;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Withdraws a result with everything that followed from it, because a dispute overturned what it rested on (open point 11). One
/// that was assessed anew meanwhile stays.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawResult {
    /// What overturned it.
    pub because: Overturned,
    /// The assessment.
    pub assessment: EventId,
}

impl Decide<Appraisal> for WithdrawResult {
    fn decide(&self, state: &Appraisal, _: &Context<'_>) -> Result<Vec<AppraisalFact>, Refused> {
        let stands = state.assessment.as_ref().filter(|assessment| assessment.event == self.assessment);
        let withdrawn = stands.map(|assessment| AppraisalResultWithdrawn {
            because: self.because,
            assessment: assessment.event,
            result: assessment.result,
            outcomes: state.outcomes.clone(),
        });
        Ok(withdrawn.map(Into::into).into_iter().collect())
    }
}
