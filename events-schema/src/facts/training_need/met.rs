use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{TrainingPlanId, TrainingSessionId};

/// A training need was met: what was planned for it was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingNeedMet {
    /// The plan.
    pub plan: TrainingPlanId,
    /// The item.
    pub item: u32,
    /// The session.
    pub session: TrainingSessionId,
}

fact!(TrainingNeedMet, "training_need.met", 1);
