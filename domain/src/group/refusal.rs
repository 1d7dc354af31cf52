use events_schema::ids::IssueTypeId;

use crate::refusal::{About, RefusalKind, Refuse};

/// Why the directory refuses a change to a group.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GroupRefusal {
    /// The code is taken.
    #[error("the code is taken; a code stays with its group for ever")]
    AlreadyFormed,
    /// The group is no more.
    #[error("the group is dissolved; form another one")]
    Dissolved,
    /// No such issue type.
    #[error("the catalogue has no issue type {0}; define it first")]
    UnknownIssueType(IssueTypeId),
}

impl Refuse for GroupRefusal {
    fn about(&self) -> About {
        use RefusalKind::{State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P3.1.a", zh, en);
        match self {
            Self::AlreadyFormed => about("group_exists", State, "小组已存在", "the group exists"),
            Self::Dissolved => about("group_dissolved", State, "小组已撤销", "the group is dissolved"),
            Self::UnknownIssueType(_) => {
                about("unknown_issue_type", Value, "问题类型不存在", "there is no such issue type")
            }
        }
    }
}
