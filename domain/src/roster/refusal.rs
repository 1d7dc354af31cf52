use events_schema::facts::roster::Shift;
use events_schema::ids::PersonId;
use events_schema::{Role, Timestamp};

use crate::refusal::{About, RefusalKind, Refuse};

/// Why a change to a duty roster is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RosterRefusal {
    /// The code is taken.
    #[error("the code is taken; a code stays with its roster for ever")]
    AlreadyOpened,
    /// The roster is no more.
    #[error("the roster is closed; open another one")]
    Closed,
    /// Nobody has that on duty.
    #[error("{0} is not a role of people on duty")]
    NotADuty(Role),
    /// A duty that is dated back.
    #[error("who had a duty in the past stays; leave `from` out to begin now, instead of {0}")]
    InThePast(Timestamp),
    /// No time, or too much.
    #[error("a plan ends after it begins, and at most 400 days later")]
    BadTime,
    /// More than one can plan.
    #[error("a plan has at most 2000 shifts, not {0}; plan a shorter time")]
    TooMany(usize),
    /// A shift beside the plan.
    #[error("the shift of {} from {} until {} is empty or not within the time that is planned", .0.person, .0.from, .0.until)]
    Outside(Shift),
    /// Nobody who could come.
    #[error("{0} does not work here, or was never registered; name somebody of the directory")]
    UnknownPerson(PersonId),
    /// Somebody who reads everything and changes nothing.
    #[error("{0} is an auditor, who changes nothing; name somebody else")]
    ChangesNothing(PersonId),
    /// A power that one gives oneself.
    #[error("nobody makes himself {0}; another person plans this shift")]
    OwnDuty(Role),
}

impl Refuse for RosterRefusal {
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P3.2.a", zh, en);
        match self {
            Self::AlreadyOpened => about("roster_exists", State, "值班表已存在", "the roster exists"),
            Self::Closed => about("roster_closed", State, "值班表已关闭", "the roster is closed"),
            Self::NotADuty(_) => about("not_a_duty", Value, "该角色不设值班", "not a role on duty"),
            Self::InThePast(_) => {
                about("roster_in_the_past", Value, "值班不得追溯", "a duty is not planned afterwards")
            }
            Self::BadTime => about("roster_time", Value, "值班表时间无效", "the time of the plan is not valid"),
            Self::TooMany(_) => about("too_many_shifts", Value, "班次过多", "there are too many shifts"),
            Self::Outside(_) => about("shift_outside", Value, "班次时间无效", "a shift is not within the plan"),
            Self::UnknownPerson(_) => about("unknown_person", Value, "人员不存在", "there is no such person"),
            Self::ChangesNothing(_) => about("changes_nothing", Value, "审计员不得值班", "an auditor changes nothing"),
            Self::OwnDuty(_) => about("own_duty", Permission, "不得自行安排该职责", "nobody gives himself a duty"),
        }
    }
}
