use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;
use crate::time::Timestamp;

/// A person decided how a supplier stands from now on (open point 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct StandingDecided {
    /// How he stood.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub from: SupplierStep,
    /// How he stands.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub to: SupplierStep,
    /// The proposal, if the score proposed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<EventId>,
    /// The objection that was upheld, if this takes a decision back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub objection: Option<EventId>,
    /// Why.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"连续两个季度 A 级")]
    pub reason: Paragraph,
    /// Whether he gets more business.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub business: Business,
    /// Until when the supplier may object.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub objections_until: Timestamp,
    /// The version of the policy that says how long that is.
    pub policy_version: u32,
}

fact!(StandingDecided, "supplier_standing.decided", 1);

/// The steps in which a supplier stands, from the best to the worst (open point 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SupplierStep {
    /// 优选: gets more business.
    Preferred,
    /// 合格: where all begin.
    Approved,
    /// 警告: is to get better.
    Warned,
    /// 限期整改: is to get better within a time.
    Probation,
    /// 暂停: delivers nothing for the time being.
    Suspended,
    /// 淘汰: delivers nothing any more.
    Disqualified,
}

impl SupplierStep {
    /// All of them, from the best to the worst.
    pub const ALL: [Self; 6] =
        [Self::Preferred, Self::Approved, Self::Warned, Self::Probation, Self::Suspended, Self::Disqualified];

    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Approved => "approved",
            Self::Warned => "warned",
            Self::Probation => "probation",
            Self::Suspended => "suspended",
            Self::Disqualified => "disqualified",
        }
    }
}

/// Whether a supplier gets more business (更多的合作机会, P7.3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Business {
    /// 增加: more.
    More,
    /// 不变: as before.
    #[default]
    AsBefore,
}
