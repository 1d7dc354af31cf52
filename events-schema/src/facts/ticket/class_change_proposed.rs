use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::IssueTypeId;
use crate::text::Paragraph;
use crate::values::{Grounds, TicketClass};

/// The situation changed, and with it the class, if another person agrees (open point 6). Happened when the situation changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClassChangeProposed {
    /// The class from then on.
    pub class: TicketClass,
    /// What was weighed.
    pub grounds: Grounds,
    /// The type of issue, where that changed too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue_type: Option<IssueTypeId>,
    /// What changed.
    pub reason: Paragraph,
}

fact!(ClassChangeProposed, "ticket.class_change_proposed", 1);
