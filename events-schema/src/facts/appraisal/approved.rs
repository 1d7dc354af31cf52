use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;

/// Management approved the result: bonus, promotion and honours may follow (P4.3.a).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppraisalApproved {
    /// The assessment.
    pub assessment: EventId,
}

fact!(AppraisalApproved, "appraisal.approved", 1);
