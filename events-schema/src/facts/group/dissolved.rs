use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;

/// The group takes no more tickets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GroupDissolved {}

fact!(GroupDissolved, "group.dissolved", 1);
