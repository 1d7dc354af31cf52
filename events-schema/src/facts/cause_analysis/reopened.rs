use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// An analysis that was concluded goes on (P5.2). Causes keep their verdicts; the root causes are to be named again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CauseAnalysisReopened {
    /// Why.
    #[schemars(example = &"同类故障再次出现")]
    pub reason: Paragraph,
}

fact!(CauseAnalysisReopened, "cause_analysis.reopened", 1);
