use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::InvolvedPart;
use crate::fact::fact;
use crate::text::Line;
use crate::values::{Amount, Currency};

/// The supplier bore something of it (P7.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeCostRecovered {
    /// What.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub recovered: Recovered,
    /// Where that can be looked up: a credit note, a delivery.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"贷项 2026-0417")]
    pub reference: Line,
}

fact!(NoticeCostRecovered, "supplier_notice.cost_recovered", 1);

/// What a supplier bore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Recovered {
    /// 免费零部件: parts, free of charge.
    Parts {
        /// Which.
        part: InvolvedPart,
    },
    /// 款项: money.
    Money {
        /// How much, exactly.
        amount: Amount,
        /// In which currency (ISO 4217).
        currency: Currency,
    },
}
