use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::TicketId;
use crate::text::Line;

/// A customer was heard of for the first time (P2.1). What he is called and where he lives stands, sealed, in his tickets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct CustomerRegistered {
    /// The ticket that he reported first.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub first_ticket: TicketId,
    /// His company, as the ticket had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]))]
    #[schemars(example = &"潍坊客运公司")]
    pub organisation: Option<Line>,
}

fact!(CustomerRegistered, "customer.registered", 1);
