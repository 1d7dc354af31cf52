//! Emergency plans (应急预案) and their versions.

mod published;

pub use published::{PlanPublished, PlanRole};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `emergency_plan-*` streams.
    EmergencyPlanFact in "emergency_plan" {
        Published(PlanPublished),
    }
}
