use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// Another person than proposed it gave up that the supplier bears anything, or anything more (P7.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeLiabilityWaived {
    /// The proposal.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub proposal: EventId,
    /// Why.
    pub reason: Paragraph,
}

fact!(NoticeLiabilityWaived, "supplier_notice.liability_waived", 1);
