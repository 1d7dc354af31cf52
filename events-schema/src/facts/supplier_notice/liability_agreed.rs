use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::values::OnBehalf;

/// The supplier agreed to bear it (P7.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeLiabilityAgreed {
    /// The proposal.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub proposal: EventId,
    /// How the supplier said so, where staff recorded it for him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<OnBehalf>,
}

fact!(NoticeLiabilityAgreed, "supplier_notice.liability_agreed", 1);
