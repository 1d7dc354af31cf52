use events_schema::Timestamp;
use events_schema::facts::supplier_notice::{NoticeResponded, ResponseIs, SupplierNoticeFact};
use events_schema::text::Paragraph;
use events_schema::values::OnBehalf;
use schemars::JsonSchema;
use serde::Deserialize;

use super::SupplierNotice;
use crate::command::Decide;
use crate::context::Context;
use crate::duty::speaks_for_supplier;
use crate::refusal::Refused;

/// Responds to a notice (P7.2), as the supplier or for him. The first response stops the clock; a later one may say something
/// else. A closed notice takes what staff can prove of the time before.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Respond {
    /// When; now if absent. Only staff say so.
    #[serde(default)]
    pub responded_at: Option<Timestamp>,
    /// What he says to the cause.
    pub response: ResponseIs,
    /// What he wrote.
    #[schemars(example = &"已收到,正在排查同批次产品")]
    pub text: Paragraph,
    /// How the supplier said so, where staff record it for him.
    #[serde(default)]
    pub on_behalf: Option<OnBehalf>,
}

impl Decide<SupplierNotice> for Respond {
    fn happened_at(&self) -> Option<Timestamp> {
        self.responded_at
    }

    fn decide(&self, state: &SupplierNotice, cx: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        state.after_sending_or_closed_since(self.on_behalf.as_ref(), cx)?;
        speaks_for_supplier(self.on_behalf.as_ref(), cx)?;
        let (response, text, on_behalf) = (self.response, self.text.clone(), self.on_behalf.clone());
        Ok(vec![NoticeResponded { response, text, on_behalf }.into()])
    }
}
