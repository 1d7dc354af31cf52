use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::GroupId;
use crate::stream::Revision;

/// The issue was assigned to a technical support group (P3.1.a).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct TicketAssigned {
    /// The group that is to solve it.
    pub group: GroupId,
    /// The group as the directory had it.
    pub group_revision: Revision,
    /// The version of the clock policy that was in force.
    pub policy_version: u32,
}

fact!(TicketAssigned, "ticket.assigned", 1);
