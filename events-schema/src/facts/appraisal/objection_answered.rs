use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// The objection to a result was answered, and the result stays (P4.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppraisalObjectionAnswered {
    /// The objection.
    pub objection: EventId,
    /// Why it stays.
    #[schemars(example = &"改期已从统计中扣除")]
    pub answer: Paragraph,
}

fact!(AppraisalObjectionAnswered, "appraisal.objection_answered", 1);
