use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Line;

/// Which parts a supplier makes was set anew (P7.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct SupplierPartsSet {
    /// All of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub parts: Vec<SuppliedPart>,
}

fact!(SupplierPartsSet, "supplier.parts_set", 1);

/// A part that a supplier makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuppliedPart {
    /// The part number.
    #[schemars(example = &"612600090561")]
    pub number: Line,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"起动机")]
    pub name: Option<Line>,
}
