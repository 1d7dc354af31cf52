use events_schema::facts::supplier_notice::{NoticeCostRecovered, Recovered, SupplierNoticeFact};
use events_schema::text::Line;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Liability, NoticeRefusal, SupplierNotice};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Records what the supplier bore of what was agreed (P7.2): parts, or money in the currency of the agreement.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordRecovery {
    /// What.
    pub recovered: Recovered,
    /// Where that can be looked up: a credit note, a delivery.
    #[schemars(example = &"贷项 2026-0417")]
    pub reference: Line,
}

impl Decide<SupplierNotice> for RecordRecovery {
    fn decide(&self, state: &SupplierNotice, _: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        state.with_the_supplier()?;
        let Liability::Agreed(claim) = &state.liability else { return Err(NoticeRefusal::NotAgreed.into()) };
        claim.takes(&self.recovered)?;
        let (recovered, reference) = (self.recovered.clone(), self.reference.clone());
        Ok(vec![NoticeCostRecovered { recovered, reference }.into()])
    }
}
