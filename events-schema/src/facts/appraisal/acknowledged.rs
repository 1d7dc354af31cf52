use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;

/// The appraised accepts the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppraisalAcknowledged {
    /// The assessment.
    pub assessment: EventId,
}

fact!(AppraisalAcknowledged, "appraisal.acknowledged", 1);
