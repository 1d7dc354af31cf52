use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Role;
use crate::fact::fact;
use crate::ids::PersonId;
use crate::time::Timestamp;

/// Technical experts and service staff were sent to the customer (P3.2.b, P3.3.b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct StaffDispatched {
    /// Who was sent, and as what.
    pub people: Vec<Dispatched>,
    /// When they are expected there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub expected_arrival: Option<Timestamp>,
    /// The version of the clock policy that was in force.
    pub policy_version: u32,
}

fact!(StaffDispatched, "ticket.staff_dispatched", 1);

/// Somebody who was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dispatched {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
}
