use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{EventId, ResponsibilityId};
use crate::text::Paragraph;

/// A reward was withdrawn, whether it had been handed over or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RewardWithdrawn {
    /// Why.
    pub because: WithdrawnBecause,
}

fact!(RewardWithdrawn, "reward.withdrawn", 1);

/// Why a reward was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum WithdrawnBecause {
    /// Management decided so.
    Decided {
        /// Why.
        #[schemars(example = &"申报材料不实")]
        reason: Paragraph,
    },
    /// What it rested on stands no longer (open point 11).
    Overturned {
        /// The case.
        case: ResponsibilityId,
        /// The event that brought it to light.
        event: EventId,
    },
}
