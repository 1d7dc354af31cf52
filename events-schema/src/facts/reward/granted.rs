use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// A reward was handed over (P4.3.b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RewardGranted {
    /// How.
    #[schemars(example = &"季度总结会上颁发")]
    pub handed_over: Paragraph,
}

fact!(RewardGranted, "reward.granted", 1);
