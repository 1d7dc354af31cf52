//! Training plans (培训计划), one for each quarter (P6.1; `policy.md`, open point 12).

mod approved;
mod drafted;
mod item_added;
mod item_became_overdue;
mod item_held;
mod item_removed;
mod returned;

pub use approved::TrainingPlanApproved;
pub use drafted::TrainingPlanDrafted;
pub use item_added::TrainingPlanItemAdded;
pub use item_became_overdue::TrainingPlanItemBecameOverdue;
pub use item_held::TrainingPlanItemHeld;
pub use item_removed::TrainingPlanItemRemoved;
pub use returned::TrainingPlanReturned;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `training_plan-*` streams.
    TrainingPlanFact in "training_plan" {
        Drafted(TrainingPlanDrafted),
        ItemAdded(TrainingPlanItemAdded),
        ItemRemoved(TrainingPlanItemRemoved),
        Approved(TrainingPlanApproved),
        Returned(TrainingPlanReturned),
        ItemHeld(TrainingPlanItemHeld),
        ItemBecameOverdue(TrainingPlanItemBecameOverdue),
    }
}
