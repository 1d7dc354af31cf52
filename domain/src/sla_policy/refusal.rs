use events_schema::Duration;
use events_schema::facts::sla_policy::{CalendarVersion, ClockKind};
use events_schema::ids::PersonId;

use super::clause_of;
use crate::refusal::{About, RefusalKind, Refuse};

/// Why a version of the policy is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyRefusal {
    /// A clock without rule, or with two.
    #[error("the policy needs exactly one rule for the clock {0}")]
    NotOneRule(ClockKind),
    /// No time at all.
    #[error("the target of the clock {0} must be longer than nothing and at most 8760 hours")]
    TargetOutOfRange(ClockKind),
    /// The text fixes it.
    #[error(
        "the policy text fixes the target of the clock {clock} at {fixed}; name the new source text and a second approver \
         to deviate"
    )]
    FixedTarget {
        /// The clock.
        clock: ClockKind,
        /// What the text says.
        fixed: Duration,
    },
    /// The second approver is the first one, or nobody.
    #[error("{0} cannot approve the deviation: it takes a person who works here and is not the one who publishes")]
    NotASecondApprover(PersonId),
    /// No such calendar.
    #[error("there is no version {} of the calendar {}; publish it first", .0.version, .0.calendar)]
    UnknownCalendar(CalendarVersion),
    /// Thresholds out of order.
    #[error("the warnings must rise from at least 1 to at most 100 per cent, ten at most")]
    WarningsOutOfOrder,
    /// A limit that limits nothing.
    #[error("the limit for dating back must lie between nothing and 8760 hours")]
    BackdatingOutOfRange,
    /// Measures that measure nothing.
    #[error(
        "measures need one to five windows that rise, of a day to five years; times of an hour to a year for late entries and \
         early reopenings; a share of 1 to 100 per cent; and a cause that is met at least once"
    )]
    MeasuresOutOfRange,
    /// Two rules for one reason.
    #[error("name each reason for a hold once, with all clocks that stand still by it")]
    HoldsUnclear,
}

impl Refuse for PolicyRefusal {
    fn about(&self) -> About {
        let about = |code, clause, zh, en| About::new(code, RefusalKind::Value, clause, zh, en);
        match self {
            Self::NotOneRule(clock) => {
                about("not_one_rule", clause_of(*clock), "每个时钟须有且仅有一条规则", "a clock needs exactly one rule")
            }
            Self::TargetOutOfRange(clock) => {
                about("target_out_of_range", clause_of(*clock), "时限超出范围", "the target is out of range")
            }
            Self::FixedTarget { clock, .. } => {
                about("fixed_target", clause_of(*clock), "制度已规定该时限", "the policy text fixes this target")
            }
            Self::NotASecondApprover(_) => {
                about("not_a_second_approver", "open point 7", "须由另一人批准", "another person has to approve")
            }
            Self::UnknownCalendar(_) => {
                about("unknown_calendar", "open point 1", "日历不存在", "there is no such calendar")
            }
            Self::WarningsOutOfOrder => {
                about("warnings_out_of_order", "open point 12", "预警比例无效", "the warnings are out of order")
            }
            Self::HoldsUnclear => {
                about("holds_unclear", "open point 3", "暂停规则重复", "the rules for holds are unclear")
            }
            Self::MeasuresOutOfRange => about(
                "measures_out_of_range",
                "open point 12",
                "指标规则无效",
                "the rules of measures are out of range",
            ),
            Self::BackdatingOutOfRange => about(
                "backdating_out_of_range",
                "open point 8",
                "补录时限无效",
                "the limit for dating back is out of range",
            ),
        }
    }
}
