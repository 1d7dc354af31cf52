use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EvaluationFigures, EvaluationOutcome, IndicatorFigures, RepeatFigures};
use crate::fact::fact;
use crate::facts::supplier::Turnover;
use crate::stream::Position;
use crate::time::{Duration, Timestamp};
use crate::values::Points;

/// Late data changed what an evaluation comes to (P7.3): this is a second figure, by the same version of the scheme. The first one
/// stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct EvaluationRescored {
    /// How far the log had come that was looked at.
    pub at: Position,
    /// What was counted.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub figures: EvaluationFigures,
    /// What that comes to.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub outcome: EvaluationOutcome,
    /// What is otherwise than in the figure before.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub differences: Vec<FigureDifference>,
    /// Until when the supplier may object.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub objections_until: Timestamp,
    /// The version of the policy that says how long that is.
    pub policy_version: u32,
}

fact!(EvaluationRescored, "supplier_evaluation.rescored", 1);

/// What a figure was, and is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "figure", rename_all = "snake_case", deny_unknown_fields)]
pub enum FigureDifference {
    /// How many notices counted that were sent in the period.
    Cases {
        /// Before.
        was: u64,
        /// Now.
        is: u64,
    },
    /// Responses.
    Response {
        /// Before.
        was: IndicatorFigures,
        /// Now.
        is: IndicatorFigures,
    },
    /// Solutions.
    Solution {
        /// Before.
        was: IndicatorFigures,
        /// Now.
        is: IndicatorFigures,
    },
    /// Corrective actions.
    CorrectiveAction {
        /// Before.
        was: IndicatorFigures,
        /// Now.
        is: IndicatorFigures,
    },
    /// What came back.
    Repeats {
        /// Before.
        was: RepeatFigures,
        /// Now.
        is: RepeatFigures,
    },
    /// The median of the times to the first response.
    MedianResponse {
        /// Before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<Duration>,
        /// Now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is: Option<Duration>,
    },
    /// How many parts were delivered.
    Delivered {
        /// Before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<u64>,
        /// Now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is: Option<u64>,
    },
    /// For how much.
    Turnover {
        /// Before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<Turnover>,
        /// Now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is: Option<Turnover>,
    },
    /// What the periods before came to.
    Earlier {
        /// Before.
        was: Vec<Option<Points>>,
        /// Now.
        is: Vec<Option<Points>>,
    },
    /// What all of it comes to.
    Outcome {
        /// Before.
        was: EvaluationOutcome,
        /// Now.
        is: EvaluationOutcome,
    },
}
