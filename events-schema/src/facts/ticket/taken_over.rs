use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::PersonId;

/// A person of the group took the ticket over (P3.1.a).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TicketTakenOver {
    /// Who handles it from now on.
    pub person: PersonId,
}

fact!(TicketTakenOver, "ticket.taken_over", 1);
