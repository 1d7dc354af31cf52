use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::SupplierEvaluationId;
use crate::text::Paragraph;
use crate::values::{Amount, Currency};

/// A supplier was rewarded (奖励, P7.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct StandingRewardRecorded {
    /// What he got.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"年度优秀供应商")]
    pub what: Paragraph,
    /// What it is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub worth: Option<Worth>,
    /// The evaluation on which it rests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub evaluation: Option<SupplierEvaluationId>,
}

fact!(StandingRewardRecorded, "supplier_standing.reward_recorded", 1);

/// What a reward or a penalty is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Worth {
    /// How much, exactly.
    pub amount: Amount,
    /// In which currency (ISO 4217).
    pub currency: Currency,
}
