use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::corrective_action::EightD;
use crate::facts::responsibility::Share;
use crate::facts::supplier_standing::SupplierStep;
use crate::period::PeriodKind;
use crate::text::Line;
use crate::time::Duration;
use crate::values::{Amount, Currency, Points, TicketClass};

/// A version of the scheme was published (P7.3). Evaluations keep the one by which they were scored first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SupplierSchemePublished {
    /// The version, from 1.
    pub version: u32,
    /// How long a period is.
    pub period: PeriodKind,
    /// How a score is computed.
    pub formula: ScoreFormula,
    /// How much a case counts by its class.
    pub gravity: GravityWeights,
    /// Fewer cases than these are too few for a score.
    pub least_cases: u64,
    /// The bands, the lowest first.
    pub bands: Vec<ScoreBand>,
    /// The usual gates of corrective actions.
    pub gates: GatesByLevel,
    /// So many answers of a corrective action are returned before it becomes graver, and so many more before it does again.
    pub raised_after: u32,
}

fact!(SupplierSchemePublished, "supplier_scheme.published", 1);

/// How a score is computed. Scores of different formulas cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum ScoreFormula {
    /// The policy's own indicators (P7.3), as far as there are data, less what came back.
    Indicators {
        /// 问题响应时间: the weight of responses in time.
        response: u32,
        /// 问题解决率: the weight of solutions in time.
        solution: u32,
        /// 改进措施执行情况: the weight of corrective actions that have their effect.
        corrective_action: u32,
        /// The points that are taken off if everything comes back.
        repeats: u32,
    },
    /// ERPNext's supplier scorecard: criteria of a period, over the last twelve periods, of which the newest counts most.
    Scorecard {
        /// The criteria; their weights add up to 100.
        criteria: Vec<ScoreCriterion>,
    },
    /// SAP's vendor evaluation by complaints: what they cost in relation to turnover.
    Complaints {
        /// The score where complaints cost the tolerated share of turnover, or more.
        lowest: Points,
        /// The score without complaints.
        highest: Points,
        /// The share of turnover that takes all of it.
        tolerated: Share,
        /// What a complaint is reckoned to cost.
        cost_each: Amount,
        /// In which currency (ISO 4217); turnover in another one has no score.
        currency: Currency,
    },
}

/// What counts in a period, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreCriterion {
    /// What counts.
    pub indicator: ScoreIndicator,
    /// The most that it can come to, of 100.
    pub highest: u32,
    /// Its weight; all of them add up to 100.
    pub weight: u32,
}

/// By what a supplier is evaluated (P7.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoreIndicator {
    /// 问题响应时间: responses in time.
    Response,
    /// 问题解决率: solutions in time.
    Solution,
    /// 改进措施执行情况: corrective actions that have their effect.
    CorrectiveAction,
    /// 重复发生: issues that came back.
    Repeats,
}

impl ScoreIndicator {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Solution => "solution",
            Self::CorrectiveAction => "corrective_action",
            Self::Repeats => "repeats",
        }
    }
}

/// How much a case counts by the class of its issue (open point 12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GravityWeights {
    /// A general issue, or one without a class.
    pub general: u32,
    /// An important issue.
    pub important: u32,
    /// An emergency.
    pub emergency: u32,
}

impl GravityWeights {
    /// How much a case of a class counts.
    #[must_use]
    pub const fn of(self, class: Option<TicketClass>) -> u32 {
        match class {
            Some(TicketClass::General) | None => self.general,
            Some(TicketClass::Important) => self.important,
            Some(TicketClass::Emergency) => self.emergency,
        }
    }
}

/// A band of scores, from its bound up to the next (open point 12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreBand {
    /// Where it begins.
    pub from: Points,
    /// What it is called.
    #[schemars(example = &"A")]
    pub name: Line,
    /// To which standing it leads, step by step (open point 9).
    pub target: SupplierStep,
}

/// The usual gates of corrective actions by their levels (P7.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GatesByLevel {
    /// Of minor ones.
    pub minor: Vec<GateWithin>,
    /// Of major ones.
    pub major: Vec<GateWithin>,
    /// Of critical ones.
    pub critical: Vec<GateWithin>,
}

/// A gate and its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GateWithin {
    /// The gate.
    pub gate: EightD,
    /// How long after the request it is to be answered.
    pub within: Duration,
}
