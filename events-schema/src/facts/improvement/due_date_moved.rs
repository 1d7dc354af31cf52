use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;
use crate::time::Timestamp;

/// A measure is due at another time; that it was overdue before stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImprovementDueDateMoved {
    /// Until when it is to be done.
    pub due_at: Timestamp,
    /// Why.
    #[schemars(example = &"工装到货推迟")]
    pub reason: Paragraph,
}

fact!(ImprovementDueDateMoved, "improvement.due_date_moved", 1);
