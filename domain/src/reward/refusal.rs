use events_schema::values::OwnParty;

use super::Stage;
use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about a reward is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RewardRefusal {
    /// Nobody, or too many.
    #[error("name at least one whom the reward is for, and at most 50")]
    Beneficiaries,
    /// Nobody of the directory.
    #[error("the directory has no {0} who could be rewarded")]
    UnknownBeneficiary(OwnParty),
    /// It is for whoever acts.
    #[error("the reward is for you, or for somebody for whom you act; somebody else does that")]
    Own,
    /// More than anybody looks through.
    #[error("a reward rests on at most 50 determinations, not {0}")]
    TooManyCases(usize),
    /// The customer has not said so.
    #[error("there is no such ticket, or it is not closed with the customer satisfied")]
    NotSatisfied,
    /// It was no complex issue.
    #[error("the issue is a general one; complex is what is important or an emergency")]
    NotComplex,
    /// It goes on.
    #[error("there is no such ticket, or it is not closed")]
    NotClosed,
    /// Nobody knows that it helps.
    #[error("there is no such measure, or nobody has verified that it has its effect (verify)")]
    NotEffective,
    /// It does not wait for a decision.
    #[error("the reward is {}, and does not wait for management", name(*.0))]
    NotProposed(Stage),
    /// Whoever proposed it wants to decide.
    #[error("you proposed it yourself; somebody else of management decides")]
    OwnProposal,
    /// It is not to be handed over.
    #[error("the reward is {}; what management approved is handed over (approve)", name(*.0))]
    NotApproved(Stage),
    /// There is none.
    #[error("the reward was declined; there is nothing to withdraw")]
    Declined,
}

const fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Unproposed => "unknown",
        Stage::Proposed => "proposed",
        Stage::Approved => "approved",
        Stage::Declined => "declined",
        Stage::Granted => "handed over",
        Stage::Withdrawn => "withdrawn",
    }
}

impl Refuse for RewardRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = About::new;
        match self {
            Self::Beneficiaries => about("beneficiaries", Value, "P4.3.b", "获奖者无效", "the beneficiaries cannot be used"),
            Self::UnknownBeneficiary(_) => about("unknown_beneficiary", Value, "P4.3.b", "获奖者不存在", "there is no such beneficiary"),
            Self::Own => about("own_reward", Permission, "P4.3.b", "不得处理本人奖励", "not your own reward"),
            Self::TooManyCases(_) => about("too_many_cases", Value, "open point 11", "所依据的责任认定过多", "too many determinations"),
            Self::NotSatisfied => about("not_satisfied", State, "P4.3.b", "客户尚未确认满意", "the customer has not confirmed"),
            Self::NotComplex => about("not_complex", State, "open point 12", "不属于复杂问题", "not a complex issue"),
            Self::NotClosed => about("not_closed", State, "P4.3.b", "工单尚未关闭", "the ticket is not closed"),
            Self::NotEffective => about("measure_not_effective", State, "P4.3.b", "改进措施尚未验证有效", "the measure was not verified"),
            Self::NotProposed(_) => about("reward_not_proposed", State, "P4.3.b", "奖励不待审批", "it does not wait for management"),
            Self::OwnProposal => about("own_proposal", Permission, "P4.3.b", "不得审批本人提名", "not your own proposal"),
            Self::NotApproved(_) => about("reward_not_approved", State, "P4.3.b", "奖励未经批准", "the reward is not approved"),
            Self::Declined => about("reward_declined", State, "P4.3.b", "奖励已被否决", "the reward was declined"),
        }
    }
}
