use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// Somebody else than who added it judged a possible cause (P5.2). The last judgement is the one that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CauseJudged {
    /// The cause, by its number.
    pub cause: u32,
    /// What was found.
    pub verdict: CauseVerdict,
    /// Why.
    #[schemars(example = &"复现试验证实")]
    pub reason: Paragraph,
}

fact!(CauseJudged, "cause_analysis.cause_judged", 1);

/// What was found about a possible cause.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CauseVerdict {
    /// 待验证: nobody knows yet.
    #[default]
    Open,
    /// 已确认: it is one.
    Confirmed,
    /// 已排除: it is none.
    Rejected,
}
