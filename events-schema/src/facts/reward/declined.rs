use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// Management declined a reward that was proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RewardDeclined {
    /// Why.
    #[schemars(example = &"方案未经验证")]
    pub reason: Paragraph,
}

fact!(RewardDeclined, "reward.declined", 1);
