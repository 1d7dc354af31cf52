use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Trainees;
use crate::fact::fact;
use crate::ids::{CourseId, TrainingPlanId};
use crate::time::Timestamp;

/// Somebody else accepted a training need: it becomes an item of a quarter's plan (P6.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingNeedAccepted {
    /// Of which plan.
    pub plan: TrainingPlanId,
    /// The course that is to meet it.
    pub course: CourseId,
    /// Who is to be trained.
    pub trainees: Trainees,
    /// Until when.
    pub due_at: Timestamp,
}

fact!(TrainingNeedAccepted, "training_need.accepted", 1);
