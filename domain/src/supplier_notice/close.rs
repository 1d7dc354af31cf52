use events_schema::facts::supplier_notice::{NoticeClosed, SupplierNoticeFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{NoticeRefusal, SupplierNotice};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Closes a notice when a solution was accepted and what the supplier is to bear is settled (P7.2).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseNotice {
    /// What is to be said of it.
    #[serde(default)]
    pub remark: Option<Paragraph>,
}

impl Decide<SupplierNotice> for CloseNotice {
    fn decide(&self, state: &SupplierNotice, _: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        state.with_the_supplier()?;
        if state.solved_at().is_none() {
            return Err(NoticeRefusal::Unsettled("no solution was accepted yet").into());
        }
        if !state.liability.is_settled() {
            return Err(NoticeRefusal::Unsettled(
                "what the supplier is to bear is open (record-recovery, waive-liability)",
            )
            .into());
        }
        Ok(vec![NoticeClosed { remark: self.remark.clone() }.into()])
    }
}
