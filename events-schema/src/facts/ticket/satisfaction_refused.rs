use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;
use crate::values::{OnBehalf, Rating};

/// The customer is not satisfied, or rated 1 or 2 (`policy.md`, open point 5): it goes back to diagnosis, a new episode begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct SatisfactionRefused {
    /// His rating, where he gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub rating: Option<Rating>,
    /// What is still wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub reason: Option<Paragraph>,
    /// How staff learnt it, where they recorded it for him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub on_behalf: Option<OnBehalf>,
}

fact!(SatisfactionRefused, "ticket.satisfaction_refused", 1);
