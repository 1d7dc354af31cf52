use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ShareOf;
use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;
use crate::time::Timestamp;

/// The investigation ended, and with it the dispute (P4.2.b). What it says is final, unless it holds somebody responsible who was
/// not in this dispute: then it is provisional until those could object too (P4.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeConcluded {
    /// The determination that was disputed, or the conclusion of a dispute that had changed it.
    pub determination: EventId,
    /// What it came to.
    pub conclusion: Conclusion,
    /// What was found.
    #[schemars(example = &"检验报告表明来料硬度不合格")]
    pub findings: Paragraph,
    /// The evidence that it rests on.
    pub evidence: Vec<EventId>,
    /// How long those who were not held responsible in this dispute may object; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objections: Option<ObjectionPeriod>,
}

fact!(DisputeConcluded, "responsibility.dispute_concluded", 1);

/// How long somebody may object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ObjectionPeriod {
    /// Until when.
    pub until: Timestamp,
    /// The version of the policy that says how long that is.
    pub policy_version: u32,
}

/// What an investigation comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Conclusion {
    /// 维持: the determination stands.
    Upheld,
    /// 变更: others answer for it, or with other shares.
    Changed {
        /// Who answers for it from now on; together 100 per cent.
        shares: Vec<ShareOf>,
    },
    /// 撤销: nobody is held responsible.
    Withdrawn,
}
