use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::SupplierId;
use crate::text::Line;

/// A supplier of parts was registered (P7.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct SupplierRegistered {
    /// Its code.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub supplier: SupplierId,
    /// What it is called, as it stands on its parts and in diagnoses.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"Supplier A")]
    pub name: Line,
}

fact!(SupplierRegistered, "supplier.registered", 1);
