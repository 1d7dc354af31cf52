use super::Stage;
use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about a training need is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NeedRefusal {
    /// Nothing to decide.
    #[error("the need is {}; nothing is to be decided about it", name(*.0))]
    NotProposed(Stage),
    /// Whoever proposed it wants to decide about it.
    #[error("you proposed it yourself; somebody else decides")]
    OwnProposal,
    /// By what?
    #[error("say which course is to meet the need (`course`)")]
    NoCourse,
}

const fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Unproposed => "unknown",
        Stage::Proposed => "proposed",
        Stage::Accepted => "accepted into a plan",
        Stage::Declined => "declined",
        Stage::Met => "met",
    }
}

impl Refuse for NeedRefusal {
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P6.1", zh, en);
        match self {
            Self::NotProposed(_) => about("need_not_proposed", State, "培训需求不待决定", "no decision is due"),
            Self::OwnProposal => about("own_need", Permission, "须由他人决定", "somebody else decides"),
            Self::NoCourse => about("need_without_course", Value, "未指明课程", "no course is named"),
        }
    }
}
