use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::InvolvedPart;
use crate::fact::fact;
use crate::facts::responsibility::Share;
use crate::text::Paragraph;
use crate::values::{Amount, Currency};

/// What the supplier is to bear was proposed to him (P7.2). A later proposal replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeLiabilityProposed {
    /// 免费更换零部件: the parts that he replaces free of charge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub free_parts: Vec<InvolvedPart>,
    /// 承担维修费用: what he bears of the cost of repair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub repair: Option<RepairCost>,
    /// On what that rests.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"责任认定:供应商承担 60 %")]
    pub grounds: Paragraph,
}

fact!(NoticeLiabilityProposed, "supplier_notice.liability_proposed", 1);

/// What a supplier bears of the cost of repair: `amount` is `cost` times `share`, to the cent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepairCost {
    /// What the repair cost.
    pub cost: Amount,
    /// His share in per cent.
    pub share: Share,
    /// What he bears.
    pub amount: Amount,
    /// In which currency (ISO 4217).
    pub currency: Currency,
}
