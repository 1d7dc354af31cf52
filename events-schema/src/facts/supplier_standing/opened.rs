use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::SupplierId;

/// A supplier stands as approved, from where all begin (open point 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct StandingOpened {
    /// The supplier.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub supplier: SupplierId,
}

fact!(StandingOpened, "supplier_standing.opened", 1);
