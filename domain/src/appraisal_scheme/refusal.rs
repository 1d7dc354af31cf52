use events_schema::facts::appraisal_scheme::Measure;

use crate::refusal::{About, RefusalKind, Refuse};

/// Why a version of the scheme is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemeRefusal {
    /// Too little or too much.
    #[error("the weights of at most 50 measures add up to {}.{:02} per cent; they have to be 100", .hundredths / 100, .hundredths % 100)]
    NotTheWhole {
        /// What they add up to.
        hundredths: u32,
    },
    /// A measure twice.
    #[error("the measure {0} has two weights; add them up")]
    Twice(Measure),
    /// A reward for what is no complex issue.
    #[error("a fast solution is rewarded for important issues and emergencies; general ones are not complex")]
    NotComplex,
    /// No time in which a solution is fast.
    #[error("a fast solution comes within a minute at least and 30 days at most")]
    Within,
    /// Two rules for one thing.
    #[error("two rules propose a reward for the same; keep one of each ground and class")]
    RuleTwice,
}

impl Refuse for SchemeRefusal {
    fn about(&self) -> About {
        let about = |code, zh, en| About::new(code, RefusalKind::Value, "P4.3.a", zh, en);
        let of_rewards = |code, zh, en| About::new(code, RefusalKind::Value, "P4.3.b", zh, en);
        match self {
            Self::NotTheWhole { .. } => about("weights_not_whole", "权重合计须为100%", "the weights do not add up"),
            Self::Twice(_) => about("measure_twice", "同一指标重复", "a measure has two weights"),
            Self::NotComplex => of_rewards("rule_not_complex", "一般问题不属于复杂问题", "not a complex issue"),
            Self::Within => of_rewards("rule_within", "快速解决时限无效", "the time is out of range"),
            Self::RuleTwice => of_rewards("rule_twice", "奖励规则重复", "two rules for the same"),
        }
    }
}
