use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::appraisal_scheme::Measure;
use crate::facts::responsibility::RestsOn;
use crate::text::Paragraph;
use crate::time::Timestamp;
use crate::values::{Measured, Points, Score};

/// Somebody was appraised: a figure for each measure of the scheme, and what they come to (P4.3.a).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppraisalAssessed {
    /// The figures, in the order of the scheme.
    pub figures: Vec<Figure>,
    /// The weighted sum of their points.
    pub result: Score,
    /// Until when the appraised may object.
    pub objections_until: Timestamp,
    /// The version of the policy that says how long that is.
    pub policy_version: u32,
}

fact!(AppraisalAssessed, "appraisal.assessed", 1);

/// What one measure came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The measure.
    pub measure: Measure,
    /// What it came to, in its own unit.
    pub value: Measured,
    /// What that is worth.
    pub points: Points,
    /// On what that rests.
    #[schemars(example = &"第一季度 40 次首次联系,39 次按时")]
    pub grounds: Paragraph,
    /// The determinations of responsibility that count in it; without any of them the figure is another one (open point 11).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<RestsOn>,
}
