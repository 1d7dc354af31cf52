use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{SupplierId, SupplierNoticeId};
use crate::text::Paragraph;
use crate::time::Timestamp;

/// A supplier is to see to it that something does not happen again (P7.2), gate by gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct ActionRequested {
    /// The supplier.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub supplier: SupplierId,
    /// The notices that it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub notices: Vec<SupplierNoticeId>,
    /// How grave it is.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub level: ActionLevel,
    /// What must not happen again.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"起动机线圈短路,三个月内两次")]
    pub problem: Paragraph,
    /// The gates, each with its time.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub gates: Vec<GateDue>,
}

fact!(ActionRequested, "corrective_action.requested", 1);

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionLevel {
    /// 一般: a trend; a plan is enough.
    Minor,
    /// 严重: it came again, or often.
    Major,
    /// 重大: people's safety, or a line that stands still.
    Critical,
}

/// A gate of an 8D report: what the supplier has to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EightD {
    /// 临时遏制措施: what is contained at once.
    D3,
    /// 根本原因: the root cause.
    D4,
    /// 永久纠正措施的选定: which action is chosen.
    D5,
    /// 永久纠正措施的实施: that it is carried out.
    D6,
    /// 预防再发生: that it cannot happen elsewhere.
    D7,
}

impl EightD {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::D3 => "d3",
            Self::D4 => "d4",
            Self::D5 => "d5",
            Self::D6 => "d6",
            Self::D7 => "d7",
        }
    }
}

/// Until when a gate is to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GateDue {
    /// The gate.
    pub gate: EightD,
    /// Until when.
    #[schemars(example = &"2100-01-01T00:00:00Z")]
    pub due_at: Timestamp,
}
