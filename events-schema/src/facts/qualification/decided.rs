use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// Somebody else decided that a chain ends without a pass (P6.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualificationDecided {
    /// What becomes of it.
    pub decision: QualificationDecision,
    /// Why.
    #[schemars(example = &"已持有同等资格证书")]
    pub reason: Paragraph,
}

fact!(QualificationDecided, "qualification.decided", 1);

/// How a chain ends without a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QualificationDecision {
    /// 不再要求: his work does not ask for it any more.
    Released,
    /// 调岗: he gets other work.
    MovedToOtherWork,
    /// 免考: he can do it already.
    Exempted,
}
