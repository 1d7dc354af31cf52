use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;
use crate::values::{OnBehalf, Rating};

/// The customer confirmed that it is solved for good and that he is satisfied (P3.1.e).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct SatisfactionConfirmed {
    /// His rating, 3 to 5; absent only in imported history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub rating: Option<Rating>,
    /// What he said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub comment: Option<Paragraph>,
    /// How staff learnt it, where they recorded it for him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub on_behalf: Option<OnBehalf>,
}

fact!(SatisfactionConfirmed, "ticket.satisfaction_confirmed", 1);
