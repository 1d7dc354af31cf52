use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Role;
use crate::fact::fact;
use crate::ids::PersonId;

/// Somebody of the factory arrived at the customer (P3.2.b, P3.3.b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct StaffArrived {
    /// Who arrived.
    pub person: PersonId,
    /// As what he came.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub role: Role,
    /// The version of the clock policy that was in force.
    pub policy_version: u32,
}

fact!(StaffArrived, "ticket.staff_arrived", 1);
