use crate::calculation::calendar::CalendarProblem;
use crate::refusal::{About, RefusalKind, Refuse};

/// Why a version of a calendar is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarRefusal {
    /// It contradicts itself.
    #[error("the calendar cannot be used: {0}")]
    Unusable(CalendarProblem),
}

impl Refuse for CalendarRefusal {
    fn about(&self) -> About {
        match self {
            Self::Unusable(_) => About::new(
                "calendar_unusable",
                RefusalKind::Value,
                "open point 1",
                "日历无法使用",
                "the calendar cannot be used",
            ),
        }
    }
}
