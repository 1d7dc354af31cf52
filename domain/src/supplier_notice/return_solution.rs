use events_schema::facts::supplier_notice::{NoticeSolutionReturned, SupplierNoticeFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::SupplierNotice;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Returns the solution that was given last, as another person than recorded it (P7.2): another one is due, and the clock runs
/// on, less the time of the review.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnSolution {
    /// What is lacking.
    pub reason: Paragraph,
}

impl Decide<SupplierNotice> for ReturnSolution {
    fn decide(&self, state: &SupplierNotice, cx: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        let solution = state.under_review(cx)?;
        Ok(vec![NoticeSolutionReturned { solution, reason: self.reason.clone() }.into()])
    }
}
