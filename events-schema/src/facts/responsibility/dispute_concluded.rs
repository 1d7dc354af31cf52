use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ShareOf;
use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// The investigation ended, and with it the dispute (P4.2.b). What it says is final.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeConcluded {
    /// The determination that was disputed.
    pub determination: EventId,
    /// What it came to.
    pub conclusion: Conclusion,
    /// What was found.
    #[schemars(example = &"检验报告表明来料硬度不合格")]
    pub findings: Paragraph,
    /// The evidence that it rests on.
    pub evidence: Vec<EventId>,
}

fact!(DisputeConcluded, "responsibility.dispute_concluded", 1);

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
