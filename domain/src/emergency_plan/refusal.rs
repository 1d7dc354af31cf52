use events_schema::EventId;

use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about an emergency plan is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    /// Nothing to do, or nobody to do it.
    #[error("a plan needs team roles and a checklist")]
    Empty,
    /// Lists that nobody can work with.
    #[error("each team role needs a code of its own, and no list may have more than 100 entries")]
    Unusable,
    /// Nothing to decide.
    #[error("there is no draft to decide about; draft the next version first (POST /v1/emergency-plans)")]
    NoDraft,
    /// Somebody found it wanting.
    #[error("the draft was returned; draft another one that takes in what is wrong with it (POST /v1/emergency-plans)")]
    Returned,
    /// Somebody has drafted it anew.
    #[error("the draft is another one by now, {0}; read it and name it")]
    AnotherDraft(EventId),
    /// Whoever drafted it wants to approve it.
    #[error("you drafted it yourself; another person approves it")]
    OwnDraft,
    /// A version like the one before.
    #[error("the draft says what the version before it says; write what was learnt into it first")]
    ChangesNothing,
    /// In force before it was there.
    #[error("a version comes into force now or later, and not before the one that it replaces")]
    InThePast,
}

impl Refuse for PlanRefusal {
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = |code, kind, clause, zh, en| About::new(code, kind, clause, zh, en);
        match self {
            Self::Empty => about("plan_empty", Value, "P3.3.a", "预案缺少人员分工或检查清单", "the plan is empty"),
            Self::Unusable => about("plan_unusable", Value, "P3.3.a", "预案内容无效", "the plan cannot be used"),
            Self::NoDraft => about("no_draft", State, "P3.3.a", "没有待审批的预案草案", "there is no draft"),
            Self::Returned => about("draft_returned", State, "P3.3.a", "草案已被退回", "the draft was returned"),
            Self::AnotherDraft(_) => {
                about("another_draft", State, "P3.3.a", "草案已被替换", "there is another draft by now")
            }
            Self::OwnDraft => {
                about("own_draft", Permission, "P3.3.a", "须由另一人批准", "another person has to approve")
            }
            Self::ChangesNothing => {
                about("draft_changes_nothing", State, "P3.3.d", "草案未作修改", "the draft changes nothing")
            }
            Self::InThePast => {
                about("plan_in_the_past", Value, "P3.3.a", "预案生效时间无效", "the plan comes into force too early")
            }
        }
    }
}
