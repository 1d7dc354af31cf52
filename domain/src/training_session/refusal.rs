use events_schema::ids::{DepartmentId, PersonId};
use events_schema::{Duration, Timestamp};

use super::Stage;
use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about a training session is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionRefusal {
    /// It ends before it begins, or never.
    #[error("a session ends after it begins, and takes 31 days at most")]
    Length,
    /// It lies too far back for one person.
    #[error("a session begins in the future, or not longer ago than {0}")]
    TooLongAgo(Duration),
    /// For nobody.
    #[error("say which departments or people are invited")]
    NobodyInvited,
    /// More than anybody can teach.
    #[error("a session is for at most 50 departments and 200 people; make two of it")]
    TooMany,
    /// Who teaches whom?
    #[error("whoever teaches takes no part in the same session")]
    TrainerTakesPart,
    /// An exchange with one side.
    #[error(
        "an exchange takes one department at least of {}, and another one beside",
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    NoExchange(Vec<DepartmentId>),
    /// It is past that.
    #[error("the session is {}, and is not to be held", name(*.0))]
    NotPlanned(Stage),
    /// It cannot be over.
    #[error("the session begins at {0}; move it first if it was held earlier (move)")]
    NotBegun(Timestamp),
    /// Nobody was there.
    #[error("the session is {}, and was not held (hold)", name(*.0))]
    NotHeld(Stage),
    /// Twice the same.
    #[error("{0} stands there twice")]
    Twice(PersonId),
    /// Whoever records it was there, or acts for somebody who was.
    #[error("that is your own attendance, or that of somebody for whom you act; somebody else records it")]
    OwnAttendance,
    /// Why is it another one?
    #[error("it replaces what was recorded before; say why (`reason`)")]
    NoReason,
}

const fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Unplanned => "unknown",
        Stage::Planned => "planned",
        Stage::Held => "held",
        Stage::Cancelled => "cancelled",
    }
}

impl Refuse for SessionRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = |code, kind, clause, zh, en| About::new(code, kind, clause, zh, en);
        match self {
            Self::Length => about("session_length", Value, "P6.1", "培训时间无效", "the session ends too early or too late"),
            Self::TooLongAgo(_) => about("session_too_long_ago", Value, "open point 8", "补录时间超出允许范围", "the session lies too far back"),
            Self::NobodyInvited => about("nobody_invited", Value, "P6.1", "未邀请任何人员", "nobody is invited"),
            Self::TooMany => about("too_many_invited", Value, "P6.1", "人员过多", "too many take part"),
            Self::TrainerTakesPart => about("trainer_takes_part", Value, "P6.1", "讲师不得兼为学员", "whoever teaches takes no part"),
            Self::NoExchange(_) => about("no_exchange", Value, "P6.2", "跨部门交流须有两个部门参加", "an exchange takes two departments"),
            Self::NotPlanned(_) => about("session_not_planned", State, "P6.1", "培训不在计划中", "the session is not to be held"),
            Self::NotBegun(_) => about("session_not_begun", State, "P6.1", "培训尚未开始", "the session has not begun"),
            Self::NotHeld(_) => about("session_not_held", State, "P6.1", "培训尚未举办", "the session was not held"),
            Self::Twice(_) => about("person_twice", Value, "P6.1", "人员重复", "somebody stands there twice"),
            Self::OwnAttendance => about("own_attendance", Permission, "P6.1", "不得登记本人出勤", "not your own attendance"),
            Self::NoReason => about("attendance_without_reason", Value, "P5.1", "更改出勤须说明原因", "a change needs a reason"),
        }
    }
}
