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
}

impl Refuse for SchemeRefusal {
    fn about(&self) -> About {
        let about = |code, zh, en| About::new(code, RefusalKind::Value, "P4.3.a", zh, en);
        match self {
            Self::NotTheWhole { .. } => about("weights_not_whole", "权重合计须为100%", "the weights do not add up"),
            Self::Twice(_) => about("measure_twice", "同一指标重复", "a measure has two weights"),
        }
    }
}
