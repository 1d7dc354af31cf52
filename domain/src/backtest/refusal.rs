use events_schema::Timestamp;
use events_schema::ids::CalendarId;

use crate::refusal::{About, RefusalKind, Refuse};

/// Why nothing can be tried. What is wrong with a draft is said by the rules of its own command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BacktestRefusal {
    /// Nothing is named.
    #[error("name a version of the policy or of a calendar, or send a draft of either")]
    NothingToTry,
    /// A version and a draft.
    #[error("a version of the policy is named and a draft is sent; try one after the other")]
    TwoPolicies,
    /// A calendar twice.
    #[error("the calendar {0} is named twice; try one version of it after the other")]
    CalendarTwice(CalendarId),
    /// No such version.
    #[error("there is no version {version} of the policy; the newest is {newest}, and 0 are the defaults before any")]
    UnknownPolicy {
        /// The version that was named.
        version: u32,
        /// The version in force.
        newest: u32,
    },
    /// No time at all.
    #[error("no clock starts from {from} on and before {until}; let `from` lie before `until`")]
    EmptyRange {
        /// From when on.
        from: Timestamp,
        /// Until when.
        until: Timestamp,
    },
    /// More slots than anybody can look at.
    #[error("a progress report every {0} makes more slots than can be counted; try at least a minute")]
    GridTooFine(events_schema::Duration),
}

impl Refuse for BacktestRefusal {
    fn about(&self) -> About {
        let about = |code, zh, en| About::new(code, RefusalKind::Value, "open point 7", zh, en);
        match self {
            Self::NothingToTry => about("nothing_to_try", "未指定要试算的版本", "nothing is named that could be tried"),
            Self::TwoPolicies => about("two_policies", "只能试算一个规则版本", "only one policy can be tried at once"),
            Self::CalendarTwice(_) => about(
                "calendar_twice",
                "同一日历只能试算一个版本",
                "only one version of a calendar can be tried at once",
            ),
            Self::UnknownPolicy { .. } => {
                about("unknown_policy", "时限规则版本不存在", "there is no such version of the policy")
            }
            Self::EmptyRange { .. } => about("empty_range", "时间范围为空", "the range of time is empty"),
            Self::GridTooFine(_) => {
                about("grid_too_fine", "进度汇报间隔过短", "the slots of the progress grid are too short")
            }
        }
    }
}
