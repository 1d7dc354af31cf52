use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;
use crate::values::ContactMethod;

/// A person spoke with the customer (P3.1.b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct CustomerReached {
    /// How they spoke; absent only in imported history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub method: Option<ContactMethod>,
    /// What was said, without personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Paragraph>,
}

fact!(CustomerReached, "ticket.customer_reached", 1);
