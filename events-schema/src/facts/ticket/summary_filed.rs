use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// The summary report of an important issue was filed, led by a technical expert (P3.2.d).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SummaryFiled {
    /// The root cause (根本原因).
    pub root_cause: Paragraph,
    /// What is to keep it from happening again (预防措施).
    pub preventive_measures: Vec<Paragraph>,
}

fact!(SummaryFiled, "ticket.summary_filed", 1);
