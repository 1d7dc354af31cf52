use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{TrainingNeedId, TrainingSessionId};
use crate::time::Timestamp;

/// A training of a plan was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingPlanItemHeld {
    /// Its number.
    pub item: u32,
    /// The session.
    pub session: TrainingSessionId,
    /// When that was held.
    pub held_at: Timestamp,
    /// The need that is met by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<TrainingNeedId>,
}

fact!(TrainingPlanItemHeld, "training_plan.item_held", 1);
