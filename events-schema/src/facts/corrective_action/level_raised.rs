use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ActionLevel;
use crate::fact::fact;

/// Answers were returned so often that the action is graver than before (P7.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct ActionLevelRaised {
    /// How grave it is from now on.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub level: ActionLevel,
    /// How many answers were returned until then.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub returned: u32,
}

fact!(ActionLevelRaised, "corrective_action.level_raised", 1);
