use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::GateDue;
use crate::attachment::Attachment;
use crate::fact::fact;
use crate::text::Paragraph;

/// Quality control verified whether the action has its effect (P7.2); if not, gates are open again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct ActionVerified {
    /// Whether it has.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub effect: ActionEffect,
    /// On what that rests.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"三个月内同类故障为零")]
    pub findings: Paragraph,
    /// The proof as a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
}

fact!(ActionVerified, "corrective_action.verified", 1);

/// Whether an action has its effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum ActionEffect {
    /// 有效.
    Effective,
    /// 无效: these gates are to be answered again.
    NotEffective {
        /// Which, each with its time.
        gates: Vec<GateDue>,
    },
}
