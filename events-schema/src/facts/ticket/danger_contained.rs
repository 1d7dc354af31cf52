use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// The danger was contained on site (P3.3.b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct DangerContained {
    /// What was done.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub measure: Paragraph,
}

fact!(DangerContained, "ticket.danger_contained", 1);
