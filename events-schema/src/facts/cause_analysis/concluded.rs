use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// An analysis was concluded (P5.2): every possible cause is judged, and the root causes are named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CauseAnalysisConcluded {
    /// The root causes (根本原因), by their numbers.
    pub root_causes: BTreeSet<u32>,
    /// What is to be said beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"已转改进措施")]
    pub remark: Option<Paragraph>,
}

fact!(CauseAnalysisConcluded, "cause_analysis.concluded", 1);
