use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::PersonId;

/// The person's superior (上级) was named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SuperiorNamed {
    /// The superior from now on; absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superior: Option<PersonId>,
}

fact!(SuperiorNamed, "person.superior_named", 1);
