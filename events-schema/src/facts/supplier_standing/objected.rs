use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;
use crate::values::OnBehalf;

/// The supplier objected to how he stands (open point 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct StandingObjected {
    /// The decision.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub decision: EventId,
    /// Why.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"整改措施已验证有效")]
    pub grounds: Paragraph,
    /// How the supplier said so, where staff recorded it for him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<OnBehalf>,
}

fact!(StandingObjected, "supplier_standing.objected", 1);
