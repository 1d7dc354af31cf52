use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fact::fact;
use crate::text::Paragraph;
use crate::time::Timestamp;

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
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// 有效.
    Effective,
    /// 无效: it begins anew.
    NotEffective {
        /// Until when it is to be done now.
        #[schemars(example = &"2100-01-01T00:00:00Z")]
        due_at: Timestamp,
    },
}
