use events_schema::facts::supplier_notice::{NoticeLiabilityDisputed, SupplierNoticeFact};
use events_schema::text::Paragraph;
use events_schema::values::OnBehalf;
use schemars::JsonSchema;
use serde::Deserialize;

use super::SupplierNotice;
use crate::command::Decide;
use crate::context::Context;
use crate::duty::speaks_for_supplier;
use crate::refusal::Refused;

/// Disputes what was proposed last, as the supplier or for him (P7.2). Another proposal follows, or it is given up.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisputeLiability {
    /// Why.
    #[schemars(example = &"装配扭矩超差,非材料原因")]
    pub grounds: Paragraph,
    /// How the supplier said so, where staff record it for him.
    #[serde(default)]
    pub on_behalf: Option<OnBehalf>,
}

impl Decide<SupplierNotice> for DisputeLiability {
    fn decide(&self, state: &SupplierNotice, cx: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        state.with_the_supplier()?;
        let proposal = state.liability.to_be_answered()?.proposal;
        speaks_for_supplier(self.on_behalf.as_ref(), cx)?;
        let (grounds, on_behalf) = (self.grounds.clone(), self.on_behalf.clone());
        Ok(vec![NoticeLiabilityDisputed { proposal, grounds, on_behalf }.into()])
    }
}
