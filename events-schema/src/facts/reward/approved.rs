use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Award;
use crate::fact::fact;

/// Management approved a reward (P4.3.b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RewardApproved {
    /// What it is.
    pub award: Award,
}

fact!(RewardApproved, "reward.approved", 1);
