//! Appraisals (考核) of departments and people, and what follows from them (P4.3.a).

mod acknowledged;
mod approved;
mod assessed;
mod objected;
mod objection_answered;
mod opened;
mod outcome_recorded;
mod result_withdrawn;

pub use acknowledged::AppraisalAcknowledged;
pub use approved::AppraisalApproved;
pub use assessed::{AppraisalAssessed, Figure};
pub use objected::AppraisalObjected;
pub use objection_answered::AppraisalObjectionAnswered;
pub use opened::AppraisalOpened;
pub use outcome_recorded::{AppraisalOutcomeRecorded, Outcome};
pub use result_withdrawn::AppraisalResultWithdrawn;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `appraisal-*` streams.
    AppraisalFact in "appraisal" {
        Opened(AppraisalOpened),
        Assessed(AppraisalAssessed),
        Acknowledged(AppraisalAcknowledged),
        Objected(AppraisalObjected),
        ObjectionAnswered(AppraisalObjectionAnswered),
        Approved(AppraisalApproved),
        OutcomeRecorded(AppraisalOutcomeRecorded),
        ResultWithdrawn(AppraisalResultWithdrawn),
    }
}
