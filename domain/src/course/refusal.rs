use events_schema::facts::course::AssessmentMethod;
use events_schema::ids::DepartmentId;

use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about a course is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CourseRefusal {
    /// Nothing is taught.
    #[error("say what is taught (`content`)")]
    NoContent,
    /// More than anybody keeps in view.
    #[error("no list of a course may have more than 50 entries")]
    TooMuch,
    /// Nobody would see who has learnt it.
    #[error("a course needs an assessment; only an exchange across departments may go without, and says why")]
    NotAssessed,
    /// Two of a method.
    #[error("a course has at most one assessment by {name}", name = .0.name())]
    MethodTwice(AssessmentMethod),
    /// Everybody passes, or nobody.
    #[error(
        "what is enough in the {name} lies above 0 and is not more than can be reached; it may be tried 1 to 10 times, and one \
         attempt takes 1 to 50 ratings", name = .0.name()
    )]
    CannotBePassedOrFailed(AssessmentMethod),
    /// With whom?
    #[error("name the departments with which the exchange is held (`partners`), such as production or R&D")]
    NoPartner,
    /// Partners of what?
    #[error("only an exchange across departments has `partners`; leave them out")]
    PartnersOfNoExchange,
    /// No such department.
    #[error("the directory has no department {0} with which an exchange could be held")]
    UnknownPartner(DepartmentId),
    /// A pass that is none.
    #[error("a pass holds for a day at least (`valid_for`), or for good if that is left out")]
    ValidForNothing,
}

impl Refuse for CourseRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        let about = |code, clause, zh, en| About::new(code, RefusalKind::Value, clause, zh, en);
        match self {
            Self::NoContent => about("course_without_content", "P6.1", "课程没有内容", "nothing is taught"),
            Self::TooMuch => about("course_too_long", "P6.1", "课程内容过多", "a list of the course is too long"),
            Self::NotAssessed => about("course_not_assessed", "P6.3", "课程须有考核", "the course needs an assessment"),
            Self::MethodTwice(_) => about("assessed_twice", "P6.3", "同一考核方式重复", "a method stands there twice"),
            Self::CannotBePassedOrFailed(_) => about("pass_mark_unusable", "P6.3", "合格标准无效", "the pass mark cannot be used"),
            Self::NoPartner => about("exchange_without_partner", "P6.2", "未指明交流部门", "the exchange has no partner"),
            Self::PartnersOfNoExchange => about("partners_of_no_exchange", "P6.2", "仅跨部门交流可指明交流部门", "only an exchange has partners"),
            Self::UnknownPartner(_) => about("unknown_partner", "P6.2", "交流部门不存在", "there is no such department"),
            Self::ValidForNothing => about("valid_for_nothing", "P6.1", "合格有效期过短", "a pass would not hold"),
        }
    }
}
