use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Standing;
use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// An assessment does not count: it was written down wrongly, or was not as it should have been.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualificationAssessmentVoided {
    /// The assessment.
    pub assessment: EventId,
    /// Why.
    #[schemars(example = &"成绩录入错误")]
    pub reason: Paragraph,
    /// How he stands then.
    pub standing: Standing,
}

fact!(QualificationAssessmentVoided, "qualification.assessment_voided", 1);
