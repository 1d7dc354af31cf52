use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::responsibility::Overturned;
use crate::ids::EventId;
use crate::values::Score;

/// The result of an appraisal was withdrawn with everything that followed from it, because a dispute overturned what it rested
/// on (open point 11). It has to be assessed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppraisalResultWithdrawn {
    /// What overturned it.
    pub because: Overturned,
    /// The assessment.
    pub assessment: EventId,
    /// Its result.
    pub result: Score,
    /// What had followed from it, by the events that recorded it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<EventId>,
}

fact!(AppraisalResultWithdrawn, "appraisal.result_withdrawn", 1);
