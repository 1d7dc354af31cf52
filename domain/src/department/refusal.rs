use events_schema::ids::PersonId;

use crate::refusal::{About, RefusalKind, Refuse};

/// Why the directory refuses a change to a department.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DepartmentRefusal {
    /// The code is taken.
    #[error("the code is taken; a code stays with its department for ever")]
    AlreadyFormed,
    /// The department is no more.
    #[error("the department is dissolved; form another one")]
    Dissolved,
    /// Nobody who could head it.
    #[error("{0} does not work here, or was never registered; name somebody of the directory")]
    UnknownHead(PersonId),
    /// Somebody belongs to it.
    #[error("{0} belongs to the department; give everybody another one first (set-department)")]
    HasMembers(PersonId),
}

impl Refuse for DepartmentRefusal {
    fn about(&self) -> About {
        use RefusalKind::{State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P1.2", zh, en);
        match self {
            Self::AlreadyFormed => about("department_exists", State, "部门已存在", "the department exists"),
            Self::Dissolved => about("department_dissolved", State, "部门已撤销", "the department is dissolved"),
            Self::UnknownHead(_) => about("unknown_person", Value, "人员不存在", "there is no such person"),
            Self::HasMembers(_) => {
                about("department_has_members", State, "部门仍有人员", "people belong to the department")
            }
        }
    }
}
