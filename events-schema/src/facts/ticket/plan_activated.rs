use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::PlanId;

/// An emergency plan was started (启动应急预案), in the version that was in force (P3.3.a).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanActivated {
    /// The plan.
    pub plan: PlanId,
    /// Its version.
    pub version: u32,
}

fact!(PlanActivated, "ticket.plan_activated", 1);
