use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fact::fact;
use crate::text::Paragraph;

/// Somebody else verified whether a measure has its effect; if not, it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImprovementVerified {
    /// Whether it has.
    pub effect: Effect,
    /// On what that rests.
    #[schemars(example = &"实施后三个月内同类故障为零")]
    pub findings: Paragraph,
    /// The proof as a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
}

fact!(ImprovementVerified, "improvement.verified", 1);

/// Whether a measure has its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// 有效.
    Effective,
    /// 无效: it goes on.
    NotEffective,
}
