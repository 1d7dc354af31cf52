use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;
use crate::values::EngineSerial;

/// The engine was identified, or its plate could not be read (P5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct EngineIdentified {
    /// The engine's serial number; absent: unreadable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer", "supplier"]))]
    pub serial: Option<EngineSerial>,
    /// Why the number cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub unreadable: Option<Paragraph>,
}

fact!(EngineIdentified, "ticket.engine_identified", 1);
