use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{EventId, IssueTypeId};
use crate::time::Timestamp;
use crate::values::{Grounds, TicketClass};

/// Another person agreed that the situation had changed (open point 6): the clocks of the new class start when it had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct ClassChangeApproved {
    /// The proposal.
    pub request: EventId,
    /// The class from then on.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub class: TicketClass,
    /// What was weighed.
    pub grounds: Grounds,
    /// The type of issue, where that changed too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub issue_type: Option<IssueTypeId>,
    /// When the situation had changed.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub changed_at: Timestamp,
    /// The version of the clock policy that was in force.
    pub policy_version: u32,
}

fact!(ClassChangeApproved, "ticket.class_change_approved", 1);
