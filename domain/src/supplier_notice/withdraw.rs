use events_schema::facts::supplier_notice::{NoticeWithdrawn, SupplierNoticeFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Stage, SupplierNotice};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Takes a notice back that was sent, closed or not (P7.1): it counts for nothing, and what was proposed lapses.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawNotice {
    /// Why.
    #[schemars(example = &"重复通知")]
    pub reason: Paragraph,
}

impl Decide<SupplierNotice> for WithdrawNotice {
    fn decide(&self, state: &SupplierNotice, _: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        // What was closed may turn out to be there twice.
        if state.stage != Stage::Closed {
            state.with_the_supplier()?;
        }
        Ok(vec![NoticeWithdrawn { reason: self.reason.clone() }.into()])
    }
}
