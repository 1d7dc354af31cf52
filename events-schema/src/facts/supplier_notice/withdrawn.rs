use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// The notice was taken back, and counts for nothing (P7.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeWithdrawn {
    /// Why.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"重复通知")]
    pub reason: Paragraph,
}

fact!(NoticeWithdrawn, "supplier_notice.withdrawn", 1);
