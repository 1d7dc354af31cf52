use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::values::OnBehalf;

/// The supplier has the notice (P7.2): his clocks run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeReceived {
    /// How that is known.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub receipt: Receipt,
    /// How the supplier said so, where staff recorded it for him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<OnBehalf>,
}

fact!(NoticeReceived, "supplier_notice.received", 1);

/// How it is known that a supplier has a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Receipt {
    /// He opened it with his own login.
    Opened,
    /// He said so.
    Acknowledged,
    /// Staff recorded it, with a proof.
    Recorded,
}
