use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{AppraisalId, EventId, ResponsibilityId, RewardId};

/// Something was decided elsewhere that rests on what stands here, and is withdrawn if a dispute overturns it (open point 11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConsequenceNoted {
    /// What rests on it.
    pub consequence: Consequence,
    /// The event there.
    pub event: EventId,
    /// The event here that it rests on: the one by which the determination stood.
    pub standing: EventId,
}

fact!(ConsequenceNoted, "responsibility.consequence_noted", 1);

/// What can rest on responsibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Consequence {
    /// 考核: the result of an appraisal.
    Appraisal {
        /// Which.
        appraisal: AppraisalId,
    },
    /// 奖励: a reward.
    Reward {
        /// Which.
        reward: RewardId,
    },
}

/// A determination of responsibility that something rests on, as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestsOn {
    /// The case.
    pub case: ResponsibilityId,
    /// The event by which it stands, as the list of shares names it: a determination, or the conclusion of a dispute.
    pub standing: EventId,
}

/// Why something that rested on responsibility no longer holds (open point 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Overturned {
    /// The case.
    pub case: ResponsibilityId,
    /// The event that brought it to light: by which something else came to stand there, or that noted what rests on it.
    pub event: EventId,
}
