use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::period::Period;
use crate::values::{Amount, Currency};

/// How much a supplier delivered in a month became known (P7.3): scores are normalised by it. A later figure for the same month replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SupplierVolumeRecorded {
    /// The month.
    pub month: Period,
    /// How many parts.
    pub delivered: u64,
    /// For how much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turnover: Option<Turnover>,
}

fact!(SupplierVolumeRecorded, "supplier.volume_recorded", 1);

/// What was paid for parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Turnover {
    /// How much, exactly.
    pub amount: Amount,
    /// In which currency (ISO 4217).
    pub currency: Currency,
}
