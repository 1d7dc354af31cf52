//! Improvement measures (改进措施): what keeps an issue from happening again (P1.3).

mod became_overdue;
mod cancelled;
mod done;
mod due_date_moved;
mod opened;
mod owner_changed;
mod step_done;
mod verified;

pub use became_overdue::ImprovementBecameOverdue;
pub use cancelled::ImprovementCancelled;
pub use done::ImprovementDone;
pub use due_date_moved::ImprovementDueDateMoved;
pub use opened::{Addressed, ImprovementKind, ImprovementOpened, ImprovementSource};
pub use owner_changed::ImprovementOwnerChanged;
pub use step_done::ImprovementStepDone;
pub use verified::{Effect, ImprovementVerified};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `improvement-*` streams.
    ImprovementFact in "improvement" {
        Opened(ImprovementOpened),
        StepDone(ImprovementStepDone),
        OwnerChanged(ImprovementOwnerChanged),
        DueDateMoved(ImprovementDueDateMoved),
        BecameOverdue(ImprovementBecameOverdue),
        Done(ImprovementDone),
        Verified(ImprovementVerified),
        Cancelled(ImprovementCancelled),
    }
}
