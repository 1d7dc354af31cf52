use events_schema::EventId;
use events_schema::ids::{PersonId, TicketId};

use super::Stage;
use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about an improvement measure is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImprovementRefusal {
    /// It comes from nowhere.
    #[error("there is no {0} from which the measure could come")]
    UnknownTicket(TicketId),
    /// Or from nothing that was recorded.
    #[error("{0} is no entry of that ticket; its history has the ids")]
    UnknownEntry(EventId),
    /// Nobody who could own it.
    #[error("{0} does not work here, or was never registered; name somebody of the directory")]
    UnknownOwner(PersonId),
    /// Nobody could keep that.
    #[error("a measure is due at a time to come")]
    DueInThePast,
    /// More than anybody keeps in view.
    #[error("a measure has at most 100 steps, not {0}; make two of it")]
    TooManySteps(usize),
    /// Nothing by which it could be told whether it helps.
    #[error("say by failure code, part or engine model what it is to put an end to, or leave `addresses` out")]
    AddressesNothing,
    /// It is not being carried out.
    #[error("the measure is {}, and not in progress", name(*.0))]
    NotInProgress(Stage),
    /// Somebody else owns it.
    #[error("{0} owns the measure, and says what becomes of it")]
    NotTheOwner(PersonId),
    /// No such step.
    #[error("the measure has {steps} steps; there is no step {step}")]
    NoSuchStep {
        /// The step.
        step: u32,
        /// How many there are.
        steps: usize,
    },
    /// Something is still to be done.
    #[error("step {0} is not done yet (record-step)")]
    StepLeft(usize),
    /// Nobody said that it is done.
    #[error("its owner has to say that it is done first (declare-done)")]
    NotDone,
    /// Whoever owns it decides about it.
    #[error("you own the measure or declared it done; somebody else decides that")]
    Own,
}

const fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Unopened => "unknown",
        Stage::Open => "open",
        Stage::Done => "done and waits for verification",
        Stage::Effective => "verified",
        Stage::Cancelled => "cancelled",
    }
}

impl Refuse for ImprovementRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P1.3", zh, en);
        match self {
            Self::UnknownOwner(_) => about("unknown_person", Value, "人员不存在", "there is no such person"),
            Self::DueInThePast => about("due_in_the_past", Value, "完成期限已过", "due in the past"),
            Self::UnknownTicket(_) => about("unknown_source", Value, "工单不存在", "there is no such ticket"),
            Self::UnknownEntry(_) => about("unknown_source_entry", Value, "工单记录不存在", "there is no such entry"),
            Self::TooManySteps(_) => about("too_many_steps", Value, "步骤过多", "too many steps"),
            Self::AddressesNothing => about("addresses_nothing", Value, "未说明针对的问题", "it addresses nothing"),
            Self::NotInProgress(_) => about("not_in_progress", State, "措施不在实施中", "not in progress"),
            Self::NotTheOwner(_) => about("not_the_owner", Permission, "不是措施责任人", "not the owner"),
            Self::NoSuchStep { .. } => about("no_such_step", Value, "步骤不存在", "there is no such step"),
            Self::StepLeft(_) => about("step_left", State, "仍有步骤未完成", "a step is left"),
            Self::NotDone => about("improvement_not_done", State, "措施尚未完成", "it is not done"),
            Self::Own => about("own_improvement", Permission, "须由他人决定", "somebody else decides"),
        }
    }
}
