use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// A draft of an emergency plan was not approved. The next draft takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanDraftReturned {
    /// The draft.
    pub draft: EventId,
    /// The number of the version that it was to be.
    pub version: u32,
    /// Why.
    #[schemars(example = &"缺少夜间联系方式")]
    pub reason: Paragraph,
}

fact!(PlanDraftReturned, "emergency_plan.draft_returned", 1);
