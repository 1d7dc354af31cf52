use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::personal::Personal;
use crate::values::{ContactMethod, Direction};

/// A message to the customer, or from him (P3.1.d).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct MessageExchanged {
    /// Who wrote to whom.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub direction: Direction,
    /// How it was sent; absent: through this system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    pub method: Option<ContactMethod>,
    /// The message, sealed: people write names and numbers into messages.
    pub text: Personal,
}

fact!(MessageExchanged, "ticket.message_exchanged", 1, {
    fn personal(&mut self) -> Vec<(&'static str, &mut Personal)> {
        vec![("message.text", &mut self.text)]
    }
});
