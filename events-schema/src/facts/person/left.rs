use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;

/// The person left the factory; what was done stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonLeft {}

fact!(PersonLeft, "person.left", 1);
