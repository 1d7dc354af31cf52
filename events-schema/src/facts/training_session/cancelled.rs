use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// A session does not take place. What it was to carry out stays to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingSessionCancelled {
    /// Why.
    #[schemars(example = &"报名人数不足")]
    pub reason: Paragraph,
}

fact!(TrainingSessionCancelled, "training_session.cancelled", 1);
