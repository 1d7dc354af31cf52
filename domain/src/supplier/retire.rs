use events_schema::facts::supplier::{SupplierFact, SupplierRetired};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Supplier;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Retires a supplier who delivers no more (P7.1). Notices that are open go on, and new ones can still be sent for what it
/// delivered.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireSupplier {
    /// Why.
    pub reason: Paragraph,
}

impl Decide<Supplier> for RetireSupplier {
    fn decide(&self, state: &Supplier, _: &Context<'_>) -> Result<Vec<SupplierFact>, Refused> {
        state.delivering()?;
        Ok(vec![SupplierRetired { reason: self.reason.clone() }.into()])
    }
}
