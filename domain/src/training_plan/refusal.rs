use super::Stage;
use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about a training plan is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    /// Nothing to decide.
    #[error("the plan is {}; it is decided about when somebody has changed it", name(*.0))]
    NotDrafted(Stage),
    /// Whoever changed it wants to decide about it.
    #[error("you had a hand in what changed; somebody else decides")]
    OwnPlan,
    /// Nothing planned.
    #[error("the plan has no training; add one first (add-training)")]
    Empty,
    /// More than anybody keeps in view.
    #[error("a plan has at most 500 trainings")]
    Full,
    /// No such item.
    #[error("the plan has no training with the number {0}")]
    NoSuchItem(u32),
    /// It was held.
    #[error("the training with the number {0} was held; it stays in the plan")]
    AlreadyHeld(u32),
}

const fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Undrafted => "unknown",
        Stage::Drafted => "drafted",
        Stage::Returned => "returned",
        Stage::Approved => "approved",
    }
}

impl Refuse for PlanRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P6.1", zh, en);
        match self {
            Self::NotDrafted(_) => about("training_plan_not_drafted", State, "培训计划不待审批", "no decision about the plan is due"),
            Self::OwnPlan => about("own_training_plan", Permission, "须由他人审批", "somebody else decides"),
            Self::Empty => about("training_plan_empty", State, "培训计划没有内容", "the plan is empty"),
            Self::Full => about("training_plan_full", State, "培训计划项目过多", "the plan is full"),
            Self::NoSuchItem(_) => about("no_such_training", Value, "培训计划中无此项目", "there is no such training in the plan"),
            Self::AlreadyHeld(_) => about("training_held", State, "该培训已举办", "the training was held"),
        }
    }
}
