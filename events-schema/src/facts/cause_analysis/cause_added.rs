use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Line;
use crate::values::CauseCategory;

/// A possible cause was added to an analysis (P5.2). Nobody has judged it yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CauseAdded {
    /// Its number in the analysis, from 1.
    pub number: u32,
    /// Its category.
    pub category: CauseCategory,
    /// What it is.
    #[schemars(example = &"接头拧紧力矩不足")]
    pub text: Line,
    /// The cause to which it is the answer to "why?", by its number; absent: the effect itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<u32>,
    /// The failure code under which it is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"FUEL-017")]
    pub failure_code: Option<Line>,
    /// The part number under which it is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"612600090561")]
    pub part: Option<Line>,
}

fact!(CauseAdded, "cause_analysis.cause_added", 1);
