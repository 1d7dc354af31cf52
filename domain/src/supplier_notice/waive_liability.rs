use events_schema::facts::supplier_notice::{NoticeLiabilityWaived, SupplierNoticeFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Liability, NoticeRefusal, SupplierNotice};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;

/// Gives up that the supplier bears anything, or what is left of it, as another person than proposed it (P7.2).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiveLiability {
    /// Why.
    pub reason: Paragraph,
}

impl Decide<SupplierNotice> for WaiveLiability {
    fn decide(&self, state: &SupplierNotice, cx: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        state.with_the_supplier()?;
        let claim = match &state.liability {
            Liability::Proposed(claim) | Liability::Agreed(claim) | Liability::Disputed(claim) => claim,
            Liability::None | Liability::Waived(_) | Liability::Lapsed(_) => {
                return Err(NoticeRefusal::NothingToWaive.into());
            }
        };
        if state.liability.is_settled() {
            return Err(NoticeRefusal::NothingToWaive.into());
        }
        if !is_another(&claim.by, cx) {
            return Err(NoticeRefusal::Own.into());
        }
        Ok(vec![NoticeLiabilityWaived { proposal: claim.proposal, reason: self.reason.clone() }.into()])
    }
}
