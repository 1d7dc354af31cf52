use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fact::fact;
use crate::text::Paragraph;
use crate::time::Timestamp;

/// The owner declared a measure done. Whether it has an effect somebody else verifies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImprovementDone {
    /// What was done.
    pub result: Paragraph,
    /// From when on it works: engines built or repaired since are the ones after.
    pub effective_from: Timestamp,
    /// The proof as a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
}

fact!(ImprovementDone, "improvement.done", 1);
