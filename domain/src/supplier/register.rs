use events_schema::facts::supplier::{SupplierFact, SupplierRegistered};
use events_schema::ids::SupplierId;
use events_schema::text::Line;
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Supplier, SupplierRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Registers a supplier of parts (P7.1).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterSupplier {
    /// The code of the supplier.
    pub supplier: SupplierId,
    /// What it is called, as it stands on its parts and in diagnoses.
    #[schemars(example = &"Supplier A")]
    pub name: Line,
}

impl Decide<Supplier> for RegisterSupplier {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.supplier.stream())
    }

    fn decide(&self, state: &Supplier, _: &Context<'_>) -> Result<Vec<SupplierFact>, Refused> {
        if state.register.is_some() {
            return Err(SupplierRefusal::AlreadyRegistered.into());
        }
        Ok(vec![SupplierRegistered { supplier: self.supplier.clone(), name: self.name.clone() }.into()])
    }
}
