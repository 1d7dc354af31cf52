use events_schema::facts::supplier_scheme::ScoreIndicator;
use events_schema::ids::SupplierId;
use events_schema::{Period, PeriodKind, Timestamp};

use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about an evaluation is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvaluationRefusal {
    /// Nobody registered the supplier.
    #[error("there is no supplier {0}; register it first (POST /v1/suppliers)")]
    UnknownSupplier(SupplierId),
    /// It goes on.
    #[error("the period {0} is not over yet in the factory's time")]
    PeriodNotOver(Period),
    /// Figures of two schemes cannot be compared.
    #[error("the first figure was counted by version {scored_by} of the scheme; count by it again, and not by {sent}")]
    OtherScheme {
        /// By which version it was.
        scored_by: u32,
        /// By which version it is.
        sent: u32,
    },
    /// The scheme evaluates by other periods.
    #[error("the scheme evaluates by the {}, and {period} is none", .kind.name())]
    OtherPeriod {
        /// The period.
        period: Period,
        /// What the scheme wants.
        kind: PeriodKind,
    },
    /// More good than due.
    #[error("the figures of {} count more than there was", .0.name())]
    MoreThanTheWhole(ScoreIndicator),
    /// There is no figure.
    #[error("there is no figure to which anybody could object")]
    NotScored,
    /// It was answered.
    #[error("the objection to this figure was answered; another one is possible once there is another figure")]
    AlreadyAnswered,
    /// The period is over.
    #[error("objections were possible until {0}")]
    TooLate(Timestamp),
    /// Nobody objected.
    #[error("no objection waits for an answer")]
    NoObjection,
    /// Four eyes.
    #[error("you recorded the objection yourself; somebody else answers it")]
    Own,
}

impl Refuse for EvaluationRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P7.3", zh, en);
        let objection = |code, kind, zh, en| About::new(code, kind, "open point 9", zh, en);
        match self {
            Self::UnknownSupplier(_) => about("unknown_supplier", Value, "供应商不存在", "there is no such supplier"),
            Self::PeriodNotOver(_) => about("period_not_over", Value, "评价周期尚未结束", "the period is not over"),
            Self::OtherScheme { .. } => about("other_scheme", Value, "评价方案版本不一致", "another version of the scheme"),
            Self::OtherPeriod { .. } => about("other_period", Value, "评价周期类型不符", "another kind of period"),
            Self::MoreThanTheWhole(_) => about("more_than_the_whole", Value, "合格数超过应计数", "more than the whole"),
            Self::NotScored => about("not_scored", State, "尚无评价结果", "there is no figure"),
            Self::AlreadyAnswered => objection("objection_answered", State, "异议已答复", "the objection was answered"),
            Self::TooLate(_) => About::new("objection_too_late", State, "open point 12", "异议期已过", "the objection period is over"),
            Self::NoObjection => objection("no_objection", State, "没有待答复的异议", "no objection waits"),
            Self::Own => objection("own_entry", Permission, "须由他人决定", "somebody else decides"),
        }
    }
}
