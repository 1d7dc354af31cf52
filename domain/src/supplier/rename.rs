use events_schema::facts::supplier::{SupplierFact, SupplierRenamed};
use events_schema::text::Line;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Supplier;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Sets what a supplier is called (P7.1). Diagnoses name it by code or name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameSupplier {
    /// What it is called from now on.
    #[schemars(example = &"Supplier A")]
    pub name: Line,
}

impl Decide<Supplier> for RenameSupplier {
    fn decide(&self, state: &Supplier, _: &Context<'_>) -> Result<Vec<SupplierFact>, Refused> {
        if state.delivering()?.name == self.name {
            return Ok(Vec::new());
        }
        Ok(vec![SupplierRenamed { name: self.name.clone() }.into()])
    }
}
