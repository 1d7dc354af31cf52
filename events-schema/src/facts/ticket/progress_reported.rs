use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// On-site staff reported the progress to the head of after-sales (P3.2.c).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProgressReported {
    /// How far it is.
    pub progress: Paragraph,
}

fact!(ProgressReported, "ticket.progress_reported", 1);
