use events_schema::ids::{DepartmentId, GroupId, PersonId};
use events_schema::{Role, Timestamp};

use crate::refusal::{About, RefusalKind, Refuse};

/// Why the directory refuses a change to a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PersonRefusal {
    /// The number is taken.
    #[error("the personnel number is taken; a number stays with its person for ever")]
    AlreadyRegistered,
    /// The person left.
    #[error("the person has left; register anew under another number")]
    HasLeft,
    /// A person of the factory has no such role.
    #[error("a person of the factory cannot have the role {0}")]
    NotAStaffRole(Role),
    /// No role at all.
    #[error("a person needs at least one role")]
    NoRole,
    /// No such department.
    #[error("the directory has no department {0}; form it first")]
    UnknownDepartment(DepartmentId),
    /// Nothing that an e-mail could be sent to.
    #[error("that is no e-mail address; write it as name@example.com")]
    NotAnAddress,
    /// Nothing that one could dial.
    #[error("that is no telephone number: it has no digits")]
    NotANumber,
    /// No such group.
    #[error("the directory has no group {0}; form it first")]
    UnknownGroup(GroupId),
    /// No such superior.
    #[error("the directory has no person {0} who works here")]
    UnknownSuperior(PersonId),
    /// A superior of himself.
    #[error("with {0} as superior the line of superiors would be a circle")]
    CircleOfSuperiors(PersonId),
    /// Nobody who could act.
    #[error("{0} does not work here, or was never named; name somebody of the directory")]
    UnknownDeputy(PersonId),
    /// Somebody who reads everything and changes nothing.
    #[error("{0} is an auditor, who changes nothing; name somebody else")]
    ChangesNothing(PersonId),
    /// A deputy of himself, or by his own word.
    #[error("nobody is his own deputy, or makes himself that of somebody else; another person names him")]
    OwnDeputy,
    /// Over before it begins.
    #[error("the time ends before it begins")]
    EmptyTime,
    /// A power that is dated back.
    #[error("nobody acts for somebody before he was named; leave `from` out to begin now, instead of {0}")]
    BegunBefore(Timestamp),
}

impl Refuse for PersonRefusal {
    fn about(&self) -> About {
        use RefusalKind::{State, Value};
        let about = About::new;
        match self {
            Self::AlreadyRegistered => about("person_exists", State, "P1.2", "人员编号已存在", "the person exists"),
            Self::HasLeft => about("person_has_left", State, "P1.2", "人员已离职", "the person has left"),
            Self::NotAStaffRole(_) => {
                about("not_a_staff_role", Value, "P1.2", "不是内部人员角色", "not a role of staff")
            }
            Self::NoRole => about("no_role", Value, "P1.2", "未指定角色", "no role is named"),
            Self::UnknownDepartment(_) => {
                about("unknown_department", Value, "P1.2", "部门不存在", "there is no such department")
            }
            Self::NotAnAddress => about("not_an_address", Value, "P1.2", "电子邮箱无效", "not an e-mail address"),
            Self::NotANumber => about("phone_without_digits", Value, "P1.2", "电话号码无效", "not a telephone number"),
            Self::UnknownGroup(_) => about("unknown_group", Value, "P3.1.a", "小组不存在", "there is no such group"),
            Self::UnknownSuperior(_) => about("unknown_person", Value, "P1.2", "人员不存在", "there is no such person"),
            Self::CircleOfSuperiors(_) => {
                about("circle_of_superiors", Value, "P3.1.d", "上级关系成环", "the superiors form a circle")
            }
            Self::UnknownDeputy(_) => {
                about("unknown_deputy", Value, "open point 2", "代理人不存在", "there is no such deputy")
            }
            Self::ChangesNothing(_) => {
                about("changes_nothing", Value, "open point 2", "审计员不得代理", "an auditor changes nothing")
            }
            Self::OwnDeputy => {
                about("own_deputy", Value, "open point 2", "本人不得代理本人", "nobody is his own deputy")
            }
            Self::BegunBefore(_) => {
                about("begun_before", Value, "open point 2", "代理不得追溯", "a deputy is not named afterwards")
            }
            Self::EmptyTime => about("empty_time", Value, "open point 2", "代理时间无效", "the time is empty"),
        }
    }
}
