use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EightD;
use crate::attachment::Attachment;
use crate::fact::fact;
use crate::text::Paragraph;
use crate::time::Timestamp;
use crate::values::OnBehalf;

/// The supplier answered a gate (P7.2). It waits for quality control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct ActionGateAnswered {
    /// The gate.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub gate: EightD,
    /// What he answered.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"封存同批次库存 320 件")]
    pub answer: Paragraph,
    /// From when on an action works; of D6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub effective_from: Option<Timestamp>,
    /// The files that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub attachments: Vec<Attachment>,
    /// How the supplier said so, where staff recorded it for him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<OnBehalf>,
}

fact!(ActionGateAnswered, "corrective_action.gate_answered", 1);
