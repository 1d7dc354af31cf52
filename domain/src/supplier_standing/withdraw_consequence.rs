use events_schema::EventId;
use events_schema::facts::supplier_standing::{StandingConsequenceWithdrawn, SupplierStandingFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{StandingRefusal, SupplierStanding};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;

/// Withdraws a reward or a penalty, as another person than recorded it: what it rested on no longer holds (open point 11).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawStandingConsequence {
    /// The event that recorded it.
    pub of: EventId,
    /// Why.
    #[schemars(example = &"责任认定已更正")]
    pub reason: Paragraph,
}

impl Decide<SupplierStanding> for WithdrawStandingConsequence {
    fn decide(&self, state: &SupplierStanding, cx: &Context<'_>) -> Result<Vec<SupplierStandingFact>, Refused> {
        let consequence = state.consequences.get(&self.of).ok_or(StandingRefusal::UnknownConsequence)?;
        if consequence.is_withdrawn {
            return Ok(Vec::new());
        }
        if !is_another(&consequence.by, cx) {
            return Err(StandingRefusal::Own.into());
        }
        Ok(vec![StandingConsequenceWithdrawn { of: self.of, reason: self.reason.clone() }.into()])
    }
}
