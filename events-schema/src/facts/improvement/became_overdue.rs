use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::time::Timestamp;

/// A measure was not done when it was due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImprovementBecameOverdue {
    /// When it was due.
    pub due_at: Timestamp,
}

fact!(ImprovementBecameOverdue, "improvement.became_overdue", 1);
