use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;

/// The engine was back in service (P5.1). Happened when it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct EngineBackInService {}

fact!(EngineBackInService, "ticket.engine_back_in_service", 1);
