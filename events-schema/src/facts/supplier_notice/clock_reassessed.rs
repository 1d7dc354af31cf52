use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fact::fact;
use crate::facts::sla_policy::ClockKind;
use crate::text::Paragraph;
use crate::values::Verdict;

/// Another person than entered it late took late evidence into account: the clock has another verdict (open point 8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeClockReassessed {
    /// The clock.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub clock: ClockKind,
    /// The verdict from now on.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub verdict: Verdict,
    /// On what that rests.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub grounds: Paragraph,
    /// The proof as a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
}

fact!(NoticeClockReassessed, "supplier_notice.clock_reassessed", 1);
