use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;
use crate::values::ContactMethod;

/// The customer was told what on-site staff had reported (P3.2.c).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct ProgressRelayed {
    /// The report that was passed on.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub report: EventId,
    /// How he was told.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub method: ContactMethod,
    /// What he was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub message: Option<Paragraph>,
}

fact!(ProgressRelayed, "ticket.progress_relayed", 1);
