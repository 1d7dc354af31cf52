use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{DepartmentId, PersonId};
use crate::text::Paragraph;

/// Somebody else answers for a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImprovementOwnerChanged {
    /// Who from now on.
    pub owner: PersonId,
    /// The department of the owner then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// Why.
    pub reason: Paragraph,
}

fact!(ImprovementOwnerChanged, "improvement.owner_changed", 1);
