use events_schema::facts::supplier_notice::{NoticeDismissed, SupplierNoticeFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{NoticeRefusal, Stage, SupplierNotice};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Dismisses a proposal, or a notice that was not sent yet: the supplier is not the cause, or it is not worth it (P7.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DismissNotice {
    /// Why.
    pub reason: Paragraph,
}

impl Decide<SupplierNotice> for DismissNotice {
    fn decide(&self, state: &SupplierNotice, _: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        match state.stage {
            Stage::Proposed | Stage::Confirmed => Ok(vec![NoticeDismissed { reason: self.reason.clone() }.into()]),
            stage @ (Stage::Unproposed | Stage::Dismissed | Stage::Sent | Stage::Closed | Stage::Withdrawn) => {
                Err(NoticeRefusal::NotProposed(stage).into())
            }
        }
    }
}
