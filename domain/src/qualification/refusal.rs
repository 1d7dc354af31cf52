use events_schema::facts::course::AssessmentMethod;
use events_schema::ids::{CourseId, TicketId};
use events_schema::values::Mark;
use events_schema::{EventId, Timestamp};

use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about how somebody stands in a course is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QualificationRefusal {
    /// He has learnt nothing that could be assessed.
    #[error("he was not at a training of this course, or has to be trained again; the session records who was there")]
    NotTrained,
    /// He may not try again.
    #[error("he has no attempt left after this training; he has to be trained again, or somebody decides (decide)")]
    AttemptsUsedUp,
    /// It has ended well.
    #[error("he has passed; there is nothing left to do")]
    AlreadyPassed,
    /// It has ended otherwise.
    #[error("it was decided that he need not pass; require it anew first (POST /v1/qualifications)")]
    AlreadyDecided,
    /// It is about whoever acts.
    #[error("it is about you, or somebody for whom you act; somebody else does that")]
    Own,
    /// Not by this method.
    #[error("the course as it was taught is not assessed by {name}", name = .0.name())]
    NotAssessedBy(AssessmentMethod),
    /// Not once more.
    #[error("he has passed by {name} already; what is left is assessed otherwise", name = .0.name())]
    PassedBy(AssessmentMethod),
    /// More than all.
    #[error("at most {0} can be reached")]
    MoreThanCanBeReached(Mark),
    /// Before he had learnt it.
    #[error("it comes before the training that was held at {0}; what came before it does not count")]
    BeforeTraining(Timestamp),
    /// No such ticket.
    #[error("there is no {0}, or it was merged into another one, which goes on; name that one")]
    UnknownTicket(TicketId),
    /// No such rating.
    #[error("{0} is no entry of that ticket by which the customer gave a rating; its history has the ids")]
    NoRating(EventId),
    /// Somebody else's work.
    #[error("he did not work on that ticket")]
    NotHisWork,
    /// No such assessment.
    #[error("{0} is no assessment after the last training that counts")]
    NoSuchAssessment(EventId),
    /// Whoever recorded it takes it back.
    #[error("you recorded it yourself; somebody else decides that it does not count")]
    OwnAssessment,
    /// The log was cut, or is read before its reference data.
    #[error("version {1} of the course {0} was taught, which the log does not hold")]
    UnknownVersion(CourseId, u32),
}

impl Refuse for QualificationRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P6.3", zh, en);
        match self {
            Self::NotTrained => about("not_trained", State, "尚未参加培训", "he was not trained"),
            Self::AttemptsUsedUp => about("attempts_used_up", State, "补考次数已用完,须再次培训", "no attempt is left"),
            Self::AlreadyPassed => about("already_passed", State, "已合格", "he has passed"),
            Self::AlreadyDecided => about("qualification_decided", State, "已作出决定", "it was decided otherwise"),
            Self::Own => about("own_qualification", Permission, "须由他人处理", "somebody else does that"),
            Self::NotAssessedBy(_) => about("not_assessed_by", Value, "课程无此考核方式", "not assessed by this method"),
            Self::PassedBy(_) => about("passed_by", State, "该项考核已合格", "passed by this method"),
            Self::MoreThanCanBeReached(_) => about("more_than_can_be_reached", Value, "成绩超过满分", "more than can be reached"),
            Self::BeforeTraining(_) => about("before_training", Value, "时间早于培训", "before the training"),
            Self::UnknownTicket(_) => about("unknown_rated_ticket", Value, "工单不存在", "there is no such ticket"),
            Self::NoRating(_) => about("no_rating", Value, "该记录没有客户评分", "there is no such rating"),
            Self::NotHisWork => about("not_his_work", Value, "未参与该工单", "he did not work on it"),
            Self::NoSuchAssessment(_) => about("no_such_assessment", Value, "考核记录不存在", "there is no such assessment"),
            Self::OwnAssessment => about("own_assessment_record", Permission, "须由他人作废", "somebody else decides"),
            Self::UnknownVersion(..) => about("unknown_course_version", State, "课程版本缺失", "a version of the course is missing"),
        }
    }
}
