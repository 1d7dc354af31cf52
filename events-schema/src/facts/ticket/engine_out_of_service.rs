use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;

/// The engine went out of service (P5.1). Happened when it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct EngineOutOfService {}

fact!(EngineOutOfService, "ticket.engine_out_of_service", 1);
