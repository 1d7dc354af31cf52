use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Line;
use crate::values::{Amount, CostKind, Currency};

/// A cost arose (P5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CostRecorded {
    /// What for.
    pub kind: CostKind,
    /// How much, exactly.
    pub amount: Amount,
    /// In which currency (ISO 4217).
    pub currency: Currency,
    /// What it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"starter motor")]
    pub description: Option<Line>,
}

fact!(CostRecorded, "ticket.cost_recorded", 1);
