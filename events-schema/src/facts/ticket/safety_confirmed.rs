use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// On site, everybody is safe (首先确保人员安全); anything else there comes after this (P3.3.b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct SafetyConfirmed {
    /// How that was made sure.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub statement: Paragraph,
}

fact!(SafetyConfirmed, "ticket.safety_confirmed", 1);
