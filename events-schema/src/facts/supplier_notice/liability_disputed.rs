use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;
use crate::values::OnBehalf;

/// The supplier disputes that he is to bear it (P7.2). Another proposal follows, or it is given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeLiabilityDisputed {
    /// The proposal.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub proposal: EventId,
    /// Why.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"装配扭矩超差,非材料原因")]
    pub grounds: Paragraph,
    /// How the supplier said so, where staff recorded it for him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<OnBehalf>,
}

fact!(NoticeLiabilityDisputed, "supplier_notice.liability_disputed", 1);
