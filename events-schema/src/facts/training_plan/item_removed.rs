use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::TrainingNeedId;
use crate::text::Paragraph;

/// A training was taken out of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingPlanItemRemoved {
    /// Its number.
    pub item: u32,
    /// Why.
    #[schemars(example = &"与第三季度课程合并")]
    pub reason: Paragraph,
    /// The need that it was to meet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<TrainingNeedId>,
}

fact!(TrainingPlanItemRemoved, "training_plan.item_removed", 1);
