use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;
use crate::time::Timestamp;

/// Somebody looked after the running engine (持续跟进), and it is solved for good, or he will look again (P3.3.d).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FollowedUp {
    /// What he found.
    pub observation: Paragraph,
    /// What follows.
    pub outcome: FollowUpOutcome,
}

fact!(FollowedUp, "ticket.followed_up", 1);

/// What follows from a look after the running engine (P3.3.d).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum FollowUpOutcome {
    /// Somebody looks again.
    LookAgain {
        /// Until when.
        due_at: Timestamp,
    },
    /// The issue is solved for good (彻底解决).
    SolvedForGood,
}
