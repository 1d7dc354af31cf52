use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PlanItem;
use crate::attachment::Attachment;
use crate::fact::fact;
use crate::ids::CourseId;
use crate::text::Paragraph;

/// A session was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingSessionHeld {
    /// The course.
    pub course: CourseId,
    /// What was taught, beside what the course says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Paragraph>,
    /// The item of a plan that it carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fulfils: Option<PlanItem>,
    /// The material, or the signed list, as a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
}

fact!(TrainingSessionHeld, "training_session.held", 1);
