use events_schema::facts::supplier_notice::{NoticeSolutionAccepted, SupplierNoticeFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::SupplierNotice;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Accepts the solution that was given last, as another person than recorded it (P7.2): it counts from when it was given.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptSolution {
    /// What is to be said of it.
    #[serde(default)]
    pub remark: Option<Paragraph>,
}

impl Decide<SupplierNotice> for AcceptSolution {
    fn decide(&self, state: &SupplierNotice, cx: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        let solution = state.under_review(cx)?;
        Ok(vec![NoticeSolutionAccepted { solution, remark: self.remark.clone() }.into()])
    }
}
