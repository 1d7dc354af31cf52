use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::{Line, Paragraph};
use crate::time::Timestamp;

/// A session takes place at another time, or elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingSessionMoved {
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// Where, if it is elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"一号培训教室")]
    pub place: Option<Line>,
    /// Why.
    #[schemars(example = &"讲师出差")]
    pub reason: Paragraph,
}

fact!(TrainingSessionMoved, "training_session.moved", 1);
