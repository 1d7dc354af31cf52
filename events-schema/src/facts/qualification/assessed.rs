use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fact::fact;
use crate::facts::course::AssessmentMethod;
use crate::facts::training_session::Instructor;
use crate::ids::{EventId, TrainingSessionId};
use crate::text::Paragraph;
use crate::time::Timestamp;
use crate::values::Mark;

/// Somebody was assessed after a training (P6.3). Whether that is a pass follows from the version of the course that was taught.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualificationAssessed {
    /// The training that he had.
    pub session: TrainingSessionId,
    /// By which method.
    pub method: AssessmentMethod,
    /// Which attempt by this method after this training it is, of those that count, from 1.
    pub attempt: u32,
    /// What he reached; of customers' ratings their mean, cut off behind six places.
    #[schemars(example = &"86.5")]
    pub score: Mark,
    /// What could be reached.
    #[schemars(example = &"100")]
    pub maximum: Mark,
    /// What is enough.
    #[schemars(example = &"80")]
    pub pass_mark: Mark,
    /// What that is.
    pub result: AssessmentResult,
    /// How he stands then.
    pub standing: Standing,
    /// Who assessed; absent where customers did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessed_by: Option<Instructor>,
    /// The events that recorded the ratings of customers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feedback: Vec<EventId>,
    /// What was noticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Paragraph>,
    /// The paper, as a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
}

fact!(QualificationAssessed, "qualification.assessed", 1);

/// What an assessment came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssessmentResult {
    /// 合格.
    Passed,
    /// 不合格.
    Failed,
}

/// How somebody stands in a course while nobody has decided otherwise (P6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Standing {
    /// 待培训: he has to be trained.
    TrainingDue,
    /// 待考核: he was trained, and an assessment is left.
    AssessmentDue,
    /// 待补考: he failed, and may try again.
    RetakeDue,
    /// 待再次培训: he failed, and has no attempt left.
    RepeatDue,
    /// 合格: he has passed.
    Passed {
        /// Until when that holds; absent: for good.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"2100-01-01T00:00:00Z")]
        valid_until: Option<Timestamp>,
    },
}
