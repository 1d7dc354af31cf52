//! Corrective actions of suppliers (纠正措施) in the gates of an 8D report (P7.2).

mod cancelled;
mod gate_accepted;
mod gate_answered;
mod gate_became_overdue;
mod gate_moved;
mod gate_returned;
mod level_raised;
mod requested;
mod verified;

pub use cancelled::ActionCancelled;
pub use gate_accepted::ActionGateAccepted;
pub use gate_answered::ActionGateAnswered;
pub use gate_became_overdue::ActionGateBecameOverdue;
pub use gate_moved::ActionGateMoved;
pub use gate_returned::ActionGateReturned;
pub use level_raised::ActionLevelRaised;
pub use requested::{ActionLevel, ActionRequested, EightD, GateDue};
pub use verified::{ActionEffect, ActionVerified};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `corrective_action-*` streams.
    CorrectiveActionFact in "corrective_action" {
        Requested(ActionRequested),
        GateAnswered(ActionGateAnswered),
        GateAccepted(ActionGateAccepted),
        GateReturned(ActionGateReturned),
        LevelRaised(ActionLevelRaised),
        GateMoved(ActionGateMoved),
        GateBecameOverdue(ActionGateBecameOverdue),
        Verified(ActionVerified),
        Cancelled(ActionCancelled),
    }
}
