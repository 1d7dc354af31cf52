use events_schema::facts::supplier_notice::{NoticeLiabilityAgreed, SupplierNoticeFact};
use events_schema::values::OnBehalf;
use schemars::JsonSchema;
use serde::Deserialize;

use super::SupplierNotice;
use crate::command::Decide;
use crate::context::Context;
use crate::duty::speaks_for_supplier;
use crate::refusal::Refused;

/// Agrees to what was proposed last, as the supplier or for him (P7.2).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreeLiability {
    /// How the supplier said so, where staff record it for him.
    #[serde(default)]
    pub on_behalf: Option<OnBehalf>,
}

impl Decide<SupplierNotice> for AgreeLiability {
    fn decide(&self, state: &SupplierNotice, cx: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        state.with_the_supplier()?;
        let proposal = state.liability.to_be_answered()?.proposal;
        speaks_for_supplier(self.on_behalf.as_ref(), cx)?;
        Ok(vec![NoticeLiabilityAgreed { proposal, on_behalf: self.on_behalf.clone() }.into()])
    }
}
