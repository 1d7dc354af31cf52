use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::TrainingPlanId;
use crate::text::Paragraph;

/// The item that was to meet a need was taken out of the plan, so that somebody has to decide about the need again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingNeedDropped {
    /// The plan.
    pub plan: TrainingPlanId,
    /// The item.
    pub item: u32,
    /// Why it was taken out.
    pub reason: Paragraph,
}

fact!(TrainingNeedDropped, "training_need.dropped", 1);
