use events_schema::facts::supplier_notice::{NoticeCauseConfirmed, SupplierNoticeFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{NoticeRefusal, Stage, SupplierNotice};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Confirms that the supplier is the cause, as somebody who can judge it (P7.1): the notice is due from then on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmCause {
    /// On what that rests.
    #[schemars(example = &"断口分析显示材料夹杂")]
    pub finding: Paragraph,
}

impl Decide<SupplierNotice> for ConfirmCause {
    fn decide(&self, state: &SupplierNotice, cx: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        if state.stage != Stage::Proposed {
            return Err(NoticeRefusal::NotProposed(state.stage).into());
        }
        let policy_version = cx.reference.policy().version;
        Ok(vec![NoticeCauseConfirmed { finding: self.finding.clone(), policy_version }.into()])
    }
}
