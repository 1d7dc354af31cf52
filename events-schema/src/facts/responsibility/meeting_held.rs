use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::PersonId;
use crate::text::Paragraph;

/// The head of after-sales held the responsibility meeting (问题分析会议) with the departments (P4.2.a). It is another meeting
/// than the first analysis of an important issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResponsibilityMeetingHeld {
    /// Who took part.
    pub attendees: Vec<PersonId>,
    /// What was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Paragraph>,
}

fact!(ResponsibilityMeetingHeld, "responsibility.meeting_held", 1);
