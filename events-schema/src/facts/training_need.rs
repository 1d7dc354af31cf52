//! Training needs (培训需求): what issues that really occurred, or people, say that somebody has to learn (P6.1).

mod accepted;
mod declined;
mod dropped;
mod met;
mod proposed;

pub use accepted::TrainingNeedAccepted;
pub use declined::TrainingNeedDeclined;
pub use dropped::TrainingNeedDropped;
pub use met::TrainingNeedMet;
pub use proposed::{FrequentCause, NeedRule, NeedSource, Trainees, TrainingNeedProposed};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `training_need-*` streams.
    TrainingNeedFact in "training_need" {
        Proposed(TrainingNeedProposed),
        Accepted(TrainingNeedAccepted),
        Declined(TrainingNeedDeclined),
        Dropped(TrainingNeedDropped),
        Met(TrainingNeedMet),
    }
}
