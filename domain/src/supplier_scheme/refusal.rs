use events_schema::facts::corrective_action::{ActionLevel, EightD};
use events_schema::facts::supplier_scheme::ScoreIndicator;
use events_schema::values::Points;

use super::publish::HEAVIEST;
use crate::refusal::{About, RefusalKind, Refuse};
use crate::statistics::score::{NotACriterion, NotAScale, NotBands, WeightsDoNotAddUp};

/// Why a version of the scheme is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SupplierSchemeRefusal {
    /// Nothing would count.
    #[error("all weights of {0} are 0; give at least one of them some weight")]
    NoWeight(&'static str),
    /// More than anybody needs.
    #[error("{weight} is too large for a weight of {of}; it is at most {HEAVIEST}")]
    TooHeavy {
        /// Of what.
        of: &'static str,
        /// The weight.
        weight: u32,
    },
    /// More than there is.
    #[error("{0} points cannot be taken off a score; 100 are all")]
    Repeats(u32),
    /// A criterion twice.
    #[error("{} stands there twice; name each criterion once", .0.name())]
    CriterionTwice(ScoreIndicator),
    /// No highest score.
    #[error("{0}")]
    Criterion(#[from] NotACriterion),
    /// Too little or too much.
    #[error("{0}")]
    NotTheWhole(#[from] WeightsDoNotAddUp),
    /// The wrong way round.
    #[error("{0}")]
    Scale(#[from] NotAScale),
    /// So many never come.
    #[error("a score needs at most 10000 cases, not {0}")]
    LeastCases(u64),
    /// More than anybody tells apart.
    #[error("there are at most 20 bands, not {0}")]
    TooManyBands(usize),
    /// A score would have no band, or two.
    #[error("{0}")]
    Bands(#[from] NotBands),
    /// More points lead further down.
    #[error("the band from {higher} leads to a worse standing than that from {lower}")]
    TargetsCross {
        /// Where the lower one begins.
        lower: Points,
        /// Where the higher one begins.
        higher: Points,
    },
    /// Nothing to answer.
    #[error("{} actions have at least one gate", level_name(*.0))]
    NoGates(ActionLevel),
    /// One gate twice.
    #[error("{} actions have {} twice; name each gate once", level_name(*.level), .gate.name())]
    GateTwice {
        /// Of which level.
        level: ActionLevel,
        /// The gate.
        gate: EightD,
    },
    /// Nobody could keep that.
    #[error("{} of {} actions is answered within a minute at least and 365 days at most", .gate.name(), level_name(*.level))]
    GateTime {
        /// Of which level.
        level: ActionLevel,
        /// The gate.
        gate: EightD,
    },
    /// Never, or at once.
    #[error("an action becomes graver after 1 to 100 answers that were returned, not {0}")]
    RaisedAfter(u32),
}

const fn level_name(level: ActionLevel) -> &'static str {
    match level {
        ActionLevel::Minor => "minor",
        ActionLevel::Major => "major",
        ActionLevel::Critical => "critical",
    }
}

impl Refuse for SupplierSchemeRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        let about = |code, zh, en| About::new(code, RefusalKind::Value, "P7.3", zh, en);
        let of_bands = |code, zh, en| About::new(code, RefusalKind::Value, "open point 9", zh, en);
        let of_actions = |code, zh, en| About::new(code, RefusalKind::Value, "P7.2", zh, en);
        match self {
            Self::NoWeight(_) => about("no_weight", "权重不得全为零", "all weights are 0"),
            Self::TooHeavy { .. } => about("weight_out_of_range", "权重过大", "a weight is too large"),
            Self::Repeats(_) => about("deduction_out_of_range", "扣分超过100", "more than 100 points are taken off"),
            Self::CriterionTwice(_) => about("criterion_twice", "同一评价项重复", "a criterion stands there twice"),
            Self::Criterion(_) => about("highest_out_of_range", "最高分须为1至100", "a highest score is out of range"),
            Self::NotTheWhole(_) => about("weights_not_whole", "权重合计须为100", "the weights do not add up"),
            Self::Scale(_) => about("not_a_scale", "最低分高于最高分", "the lowest score is above the highest"),
            Self::LeastCases(_) => about("least_cases_out_of_range", "最少样本数过大", "too many cases are needed"),
            Self::TooManyBands(_) => about("too_many_bands", "等级过多", "too many bands"),
            Self::Bands(_) => about("bands_not_whole", "等级区间不完整或重叠", "the bands do not hold every score once"),
            Self::TargetsCross { .. } => of_bands("targets_cross", "高等级对应的资格更差", "a higher band leads to a worse standing"),
            Self::NoGates(_) => of_actions("no_gates", "未设节点", "no gates"),
            Self::GateTwice { .. } => of_actions("gate_twice", "节点重复", "a gate stands there twice"),
            Self::GateTime { .. } => of_actions("gate_time_out_of_range", "节点期限无效", "the time of a gate is out of range"),
            Self::RaisedAfter(_) => of_actions("raised_after_out_of_range", "升级次数无效", "the number of returns is out of range"),
        }
    }
}
