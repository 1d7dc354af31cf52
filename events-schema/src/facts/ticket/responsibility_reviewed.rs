use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;

/// After handling, the head of after-sales held the responsibility meeting, or decided that there is no internal or supplier
/// cause (P4.2.a). The case of the ticket has it; here it stops the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResponsibilityReviewed {
    /// The event of the case.
    pub review: EventId,
    /// What it was.
    pub outcome: ReviewOutcome,
}

fact!(ResponsibilityReviewed, "ticket.responsibility_reviewed", 1);

/// How it was looked at who is responsible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewOutcome {
    /// 已召开责任认定会议: in a meeting with the departments.
    MeetingHeld,
    /// 无内部或供应商原因: neither the factory nor a supplier caused the issue.
    NoCause,
}
