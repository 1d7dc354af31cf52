//! Emergency plans (应急预案): drafts, and the versions that came of them.

mod approved;
mod draft_returned;
mod drafted;

pub use approved::PlanApproved;
pub use draft_returned::PlanDraftReturned;
pub use drafted::{Lesson, PlanContent, PlanDrafted, PlanRole};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `emergency_plan-*` streams.
    EmergencyPlanFact in "emergency_plan" {
        Drafted(PlanDrafted),
        Approved(PlanApproved),
        DraftReturned(PlanDraftReturned),
    }
}
