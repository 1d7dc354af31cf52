use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// The appraised objects to the result (P4.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppraisalObjected {
    /// The assessment.
    pub assessment: EventId,
    /// Why.
    #[schemars(example = &"两次超时因客户改期")]
    pub grounds: Paragraph,
}

fact!(AppraisalObjected, "appraisal.objected", 1);
