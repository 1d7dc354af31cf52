use events_schema::facts::corrective_action::EightD;
use events_schema::ids::SupplierId;

use super::Stage;
use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about a corrective action is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActionRefusal {
    /// Nobody registered the supplier.
    #[error("there is no supplier {0}; register it first (POST /v1/suppliers)")]
    UnknownSupplier(SupplierId),
    /// More than anybody looks at.
    #[error("an action comes from at most 100 notices, not {0}")]
    TooManyNotices(usize),
    /// Nothing to answer.
    #[error("an action has at least one gate, with its time")]
    NoGates,
    /// One gate twice.
    #[error("{} stands there twice; name each gate once", .0.name())]
    GateTwice(EightD),
    /// Nobody could keep that.
    #[error("a gate is due at a time to come")]
    DueInThePast,
    /// It is not being carried out.
    #[error("the action is {}, and not in progress", name(*.0))]
    NotInProgress(Stage),
    /// It has no such gate.
    #[error("the action has no gate {}", .0.name())]
    NoSuchGate(EightD),
    /// It waits for a review, or was accepted.
    #[error("{} was answered; it is being reviewed, or was accepted", .0.name())]
    AlreadyAnswered(EightD),
    /// Nothing waits.
    #[error("no answer to {} waits for a review", .0.name())]
    NothingToReview(EightD),
    /// More than anybody opens.
    #[error("an answer has at most 10 files, not {0}; put them together")]
    TooManyFiles(usize),
    /// When does it work.
    #[error("say from when on what was carried out works (effective_from); other gates than d6 have no such time")]
    EffectiveFrom,
    /// Four eyes.
    #[error("you recorded the answer yourself; somebody else decides that")]
    Own,
    /// Gates are open.
    #[error("not all gates are accepted yet (accept-gate)")]
    GatesOpen,
}

const fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Unrequested => "unknown",
        Stage::Open => "open",
        Stage::Accepted => "accepted and waits for verification",
        Stage::Effective => "verified",
        Stage::Cancelled => "cancelled",
    }
}

impl Refuse for ActionRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P7.2", zh, en);
        match self {
            Self::UnknownSupplier(_) => about("unknown_supplier", Value, "供应商不存在", "there is no such supplier"),
            Self::TooManyNotices(_) => about("too_many_notices", Value, "通知过多", "too many notices"),
            Self::NoGates => about("no_gates", Value, "未设节点", "no gates"),
            Self::GateTwice(_) => about("gate_twice", Value, "节点重复", "a gate stands there twice"),
            Self::DueInThePast => about("due_in_the_past", Value, "完成期限已过", "due in the past"),
            Self::NotInProgress(_) => about("not_in_progress", State, "措施不在实施中", "not in progress"),
            Self::NoSuchGate(_) => about("no_such_gate", Value, "节点不存在", "there is no such gate"),
            Self::AlreadyAnswered(_) => about("gate_answered", State, "节点已答复", "the gate was answered"),
            Self::NothingToReview(_) => about("nothing_to_review", State, "没有待审核答复", "nothing waits for a review"),
            Self::TooManyFiles(_) => about("too_many_files", Value, "附件过多", "too many files"),
            Self::EffectiveFrom => about("effective_from", Value, "生效时间只在 D6 填写", "effective from is of d6"),
            Self::Own => about("own_entry", Permission, "须由他人决定", "somebody else decides"),
            Self::GatesOpen => about("gates_open", State, "仍有节点未通过", "gates are open"),
        }
    }
}
