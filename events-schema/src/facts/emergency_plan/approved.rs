use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::time::Timestamp;

/// A draft of an emergency plan was approved by another person, and is the next version (P3.3.a, P3.3.d). Tickets keep the
/// version that they started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanApproved {
    /// The draft.
    pub draft: EventId,
    /// The number of the version, from 1.
    pub version: u32,
    /// From when on it is in force, instead of the version before.
    pub in_force_from: Timestamp,
}

fact!(PlanApproved, "emergency_plan.approved", 1);
