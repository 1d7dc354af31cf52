use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::DepartmentId;
use crate::period::Period;
use crate::values::OwnParty;

/// The appraisal of a department or a person for a period began (P4.3.a).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppraisalOpened {
    /// The period, which is over.
    pub period: Period,
    /// Who is appraised.
    pub subject: OwnParty,
    /// The department of the person then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// The version of the scheme by which is appraised.
    pub scheme_version: u32,
}

fact!(AppraisalOpened, "appraisal.opened", 1);
