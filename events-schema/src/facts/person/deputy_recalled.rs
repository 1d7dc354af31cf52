use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::PersonId;

/// Somebody acts for the person no longer, earlier than was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeputyRecalled {
    /// Who acted for the person.
    pub deputy: PersonId,
}

fact!(DeputyRecalled, "person.deputy_recalled", 1);
