use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Role;
use crate::fact::fact;
use crate::ids::PersonId;
use crate::values::ContactMethod;

/// Somebody told the one who has to know of an urgent issue, and answers for having told him (P3.2.a, P3.3.a).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RoleNotified {
    /// In which role he has to know.
    pub role: Role,
    /// Who was told.
    pub person: PersonId,
    /// How he was told.
    pub method: ContactMethod,
}

fact!(RoleNotified, "ticket.role_notified", 1);
