use events_schema::ids::PersonId;

use crate::refusal::{About, RefusalKind, Refuse};

/// Why a version of an emergency plan is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    /// Nothing to do, or nobody to do it.
    #[error("a plan needs team roles and a checklist")]
    Empty,
    /// Lists that nobody can work with.
    #[error("each team role needs a code of its own, and no list may have more than 100 entries")]
    Unusable,
    /// The second approver is the first one, or nobody.
    #[error("{0} cannot approve the plan: it takes a person who works here and is not the one who publishes")]
    NotASecondApprover(PersonId),
    /// In force before it was there.
    #[error("a version comes into force now or later, and not before the one that it replaces")]
    InThePast,
}

impl Refuse for PlanRefusal {
    fn about(&self) -> About {
        let about = |code, zh, en| About::new(code, RefusalKind::Value, "P3.3.a", zh, en);
        match self {
            Self::Empty => about("plan_empty", "预案缺少人员分工或检查清单", "the plan is empty"),
            Self::Unusable => about("plan_unusable", "预案内容无效", "the plan cannot be used"),
            Self::NotASecondApprover(_) => {
                about("not_a_second_approver", "须由另一人批准", "another person has to approve")
            }
            Self::InThePast => about("plan_in_the_past", "预案生效时间无效", "the plan comes into force too early"),
        }
    }
}
