use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::IssueTypeId;
use crate::values::{Grounds, TicketClass};

/// The issue was sorted and classified (P2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct TicketClassified {
    /// How urgent it is.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub class: TicketClass,
    /// What was weighed; absent only in imported history, where the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grounds: Option<Grounds>,
    /// The type of issue; absent only in imported history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub issue_type: Option<IssueTypeId>,
    /// The version of the clock policy that was in force.
    pub policy_version: u32,
}

fact!(TicketClassified, "ticket.classified", 1);
