use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::supplier::Turnover;
use crate::facts::supplier_standing::SupplierStep;
use crate::ids::SupplierId;
use crate::period::Period;
use crate::stream::Position;
use crate::text::Line;
use crate::time::{Duration, Timestamp};
use crate::values::Points;

/// A supplier was evaluated for a period that is over (P7.3). This figure stays; late data bring a second one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct EvaluationScored {
    /// The supplier.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub supplier: SupplierId,
    /// The period.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub period: Period,
    /// The version of the scheme by which he is evaluated.
    pub scheme_version: u32,
    /// How far the log had come that was looked at.
    pub at: Position,
    /// What was counted.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub figures: EvaluationFigures,
    /// What that comes to.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub outcome: EvaluationOutcome,
    /// Until when the supplier may object.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub objections_until: Timestamp,
    /// The version of the policy that says how long that is.
    pub policy_version: u32,
}

fact!(EvaluationScored, "supplier_evaluation.scored", 1);

/// What was counted of a supplier in a period: whole numbers, so that anybody can compute the score again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationFigures {
    /// How many notices counted, each in the period in which it was sent.
    pub cases: u64,
    /// 问题响应时间: responses.
    pub response: IndicatorFigures,
    /// 问题解决率: solutions.
    pub solution: IndicatorFigures,
    /// 改进措施执行情况: corrective actions.
    pub corrective_action: IndicatorFigures,
    /// What came back.
    pub repeats: RepeatFigures,
    /// The median of the times to the first response, by nearest rank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_response: Option<Duration>,
    /// How many parts he delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered: Option<u64>,
    /// For how much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turnover: Option<Turnover>,
    /// What the periods before came to, the newest first; of a scorecard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Option<Points>>,
}

/// How much was good of what was due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorFigures {
    /// How many were good.
    pub good: u64,
    /// Of how many.
    pub due: u64,
    /// The same, each with the weight of its class.
    pub weighted_good: u64,
    /// Of how much.
    pub weighted_due: u64,
}

/// How much came back of what was solved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepeatFigures {
    /// How many came back.
    pub repeats: u64,
    /// Of how many.
    pub of: u64,
}

/// What an evaluation comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum EvaluationOutcome {
    /// 得分: a score, and the band that it falls into.
    Score {
        /// The score.
        score: Points,
        /// What the period comes to by itself; of a scorecard that is another number.
        of_period: Points,
        /// The band.
        #[schemars(example = &"A")]
        band: Line,
        /// To which standing the band leads.
        target: SupplierStep,
    },
    /// 数据不足: too few cases, or nothing that counts has data. There is no band either.
    InsufficientData,
}
