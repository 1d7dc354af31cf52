use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::IssueTypeId;
use crate::text::Paragraph;
use crate::values::{Grounds, TicketClass};

/// The class was wrong from the beginning (open point 6): the clocks of the right one start where those of the wrong one did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct ClassCorrected {
    /// The right class.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub class: TicketClass,
    /// What was weighed.
    pub grounds: Grounds,
    /// The type of issue, where that was wrong too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub issue_type: Option<IssueTypeId>,
    /// Why.
    pub reason: Paragraph,
    /// The version of the clock policy that was in force.
    pub policy_version: u32,
}

fact!(ClassCorrected, "ticket.class_corrected", 1);
