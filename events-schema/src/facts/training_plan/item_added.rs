use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::training_need::Trainees;
use crate::ids::{CourseId, TrainingNeedId};
use crate::time::Timestamp;

/// A training was put into a plan: what, for whom, until when (P6.1). It holds once it is approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingPlanItemAdded {
    /// Its number in the plan, from 1.
    pub item: u32,
    /// The course.
    pub course: CourseId,
    /// Who is to be trained.
    pub trainees: Trainees,
    /// Until when it is to be held.
    pub due_at: Timestamp,
    /// The need that it is to meet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<TrainingNeedId>,
}

fact!(TrainingPlanItemAdded, "training_plan.item_added", 1);
