use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// A supplier delivers no more. Its notices go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SupplierRetired {
    /// Why.
    pub reason: Paragraph,
}

fact!(SupplierRetired, "supplier.retired", 1);
