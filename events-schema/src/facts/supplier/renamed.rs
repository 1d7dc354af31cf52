use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Line;

/// A supplier is called something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct SupplierRenamed {
    /// What it is called from now on.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"Supplier A")]
    pub name: Line,
}

fact!(SupplierRenamed, "supplier.renamed", 1);
